/** Route counts in plain readonly values. */

/** How many routes of one type and source a connection has (`VpnRouteCounts`). */
export interface RouteCount {
  readonly type: string;
  readonly source: string;
  readonly count: number;
}

/** The routes of one connection. */
export interface ConnectionRoutes {
  /** The id of the connection. */
  readonly id: string;
  readonly counts: readonly RouteCount[];
  /** When the API was asked, on the monotonic clock in milliseconds. */
  readonly askedMs: number;
}
