/** What passes through tunnels, connections and gateways, in plain readonly values. */

/** What CloudMonitor may know the traffic of. */
export type ResourceKind = 'tunnel' | 'connection' | 'gateway';

/** What is measured: `receive` is what the cloud's side gets from the peer. */
export type Rate = 'receive' | 'transmit' | 'receivePackets' | 'transmitPackets';

/** One resource to ask about. */
export interface Resource {
  readonly kind: ResourceKind;
  /** The id of the tunnel, connection or gateway. */
  readonly id: string;
  /** Of a tunnel or connection; '' for a gateway. */
  readonly connectionId: string;
}

/** The rates of one resource: bytes and packets per second. What CloudMonitor has no recent datapoint of is missing. */
export interface ResourceTraffic extends Resource {
  readonly rates: Readonly<Partial<Record<Rate, number | undefined>>>;
}

/** One metric of CloudMonitor. */
export interface MetricTraffic {
  readonly kind: 'metric';
  /** Its key in the configuration. */
  readonly id: string;
  /** CloudMonitor's name. */
  readonly name: string;
  /** Time of the newest datapoint that is shown, in seconds since the epoch; undefined when there is none. */
  readonly newestSeconds: number | undefined;
}

/** What one poll brings, item by item. */
export type Traffic = ResourceTraffic | MetricTraffic;
