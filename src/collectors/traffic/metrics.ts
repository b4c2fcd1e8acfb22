/** The metrics of what passes through tunnels, connections and gateways. */

import { familyOf, whenKnown, type Family } from '../../model/family.ts';
import type { Scope, Shown } from '../collector.ts';
import type { Rate, Resource, ResourceKind, Traffic } from './item.ts';

const TARGET = ['account', 'region'] as const;

/** The labels of each kind of resource, and their values. */
const KEYS: Readonly<
  Record<
    ResourceKind,
    {
      readonly labels: readonly string[];
      readonly of: (resource: Resource) => Readonly<Record<string, string>>;
    }
  >
> = {
  tunnel: {
    labels: [...TARGET, 'vpn_connection_id', 'tunnel_id'],
    of: ({ id, connectionId }) => ({ vpn_connection_id: connectionId, tunnel_id: id }),
  },
  connection: {
    labels: [...TARGET, 'vpn_connection_id'],
    of: ({ connectionId }) => ({ vpn_connection_id: connectionId }),
  },
  gateway: {
    labels: [...TARGET, 'vpn_gateway_id'],
    of: ({ id }) => ({ vpn_gateway_id: id }),
  },
};

const WORDS: Readonly<Record<Rate, { readonly name: string; readonly help: string }>> = {
  receive: {
    name: 'receive_bytes_per_second',
    help: "Bytes per second that the cloud's side receives, from the peer,",
  },
  transmit: {
    name: 'transmit_bytes_per_second',
    help: "Bytes per second that the cloud's side sends, to the peer,",
  },
  receivePackets: {
    name: 'receive_packets_per_second',
    help: "Packets per second that the cloud's side receives, from the peers,",
  },
  transmitPackets: {
    name: 'transmit_packets_per_second',
    help: "Packets per second that the cloud's side sends, to the peers,",
  },
};

/** One metric: which rate of which resource, and CloudMonitor's usual name of it. */
function rateFamily(kind: ResourceKind, rate: Rate, field: string): Family<Shown<Traffic>> {
  const { labels, of } = KEYS[kind];
  return {
    name: `alicloud_vpn_${kind}_${WORDS[rate].name}`,
    type: 'gauge',
    help: `${WORDS[rate].help} through the ${kind} (CloudMonitor: ${field}); absent without a recent datapoint.`,
    labels,
    samples: ({ scope, item }) =>
      item.kind === kind
        ? whenKnown(item.rates[rate]).map((value) => [value, { ...scope, ...of(item) }])
        : [],
  };
}

export const trafficFamilies: readonly Family<Shown<Traffic>>[] = [
  rateFamily('tunnel', 'receive', 'tun.rx_bps'),
  rateFamily('tunnel', 'transmit', 'tun.tx_bps'),
  rateFamily('connection', 'receive', 'ipsec_rx.rate'),
  rateFamily('connection', 'transmit', 'ipsec_tx.rate'),
  rateFamily('gateway', 'receive', 'net_rx.rate'),
  rateFamily('gateway', 'transmit', 'net_tx.rate'),
  rateFamily('gateway', 'receivePackets', 'net_rx.Pkgs'),
  rateFamily('gateway', 'transmitPackets', 'net_tx.Pkgs'),
  familyOf<{ readonly scope: Scope; readonly item: Traffic }>()({
    name: 'alicloud_vpn_traffic_timestamp_seconds',
    type: 'gauge',
    help: "Time of the newest datapoint that is shown of a metric of CloudMonitor (DescribeMetricLast: timestamp), in seconds since the epoch; its metric is the label. CloudMonitor's datapoints are minutes late.",
    labels: [...TARGET, 'metric'],
    samples: ({ scope, item }) =>
      item.kind === 'metric'
        ? whenKnown(item.newestSeconds).map((value) => [value, { ...scope, metric: item.name }])
        : [],
  }),
];
