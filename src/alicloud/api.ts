/** The port to the cloud: what the poller needs, in the exporter's own terms. */

import type {
  Connection,
  ConnectionRoutes,
  Diagnosis,
  Gateway,
  Link,
  Region,
} from '../model/domain.ts';
import type { Clock } from '../model/clock.ts';
import type { Known } from '../model/known.ts';

/** A row that could not be decoded. */
export interface RejectedRow {
  /** Its id, where that could be read. */
  readonly id: string | undefined;
  /** The API field at fault, as in the documentation: `TunnelOptions.Status`. */
  readonly field: string;
}

/** The outcome of a complete page walk. */
export interface Listing<Item> {
  readonly items: readonly Item[];
  readonly rejected: readonly RejectedRow[];
  /** The API's own TotalCount. */
  readonly reported: number;
  /** Fields whose values are outside the documented ones, once per occurrence. */
  readonly unknownFields: readonly string[];
}

/** The calls of one account and region. Every method rejects with ApiError, or with the signal's reason. */
export interface CloudApi {
  /** What to measure the budget of a poll with; all time counts without it. */
  readonly budget?: Clock;
  /**
   * DescribeVpnConnections, all pages. A connection that is as it is known is given as that same object.
   * @param known what the target had at the last complete poll.
   */
  listConnections(known: Known<Connection>, signal: AbortSignal): Promise<Listing<Connection>>;
  /** DescribeVpnGateways, in the same way. */
  listGateways(known: Known<Gateway>, signal: AbortSignal): Promise<Listing<Gateway>>;
  /** DescribeRegions: the ids of the regions this account may see. */
  listRegions(signal: AbortSignal): Promise<Listing<Region>>;
  /** DiagnoseVpnConnections for these links alone; one element for each of them. */
  diagnose(links: readonly Link[], signal: AbortSignal): Promise<Listing<Diagnosis>>;
  /** DescribeVcoRouteEntries: route counts of these connections; one that is gone meanwhile is left out. */
  countRoutes(
    connections: readonly Connection[],
    signal: AbortSignal,
  ): Promise<Listing<ConnectionRoutes>>;
}
