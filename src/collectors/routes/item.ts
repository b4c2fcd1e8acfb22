/** Route counts in plain readonly values. */

/** How many routes of one type and source a connection has (`VpnRouteCounts`). */
export interface RouteCount {
  readonly type: string;
  readonly source: string;
  readonly count: number;
}

/** The routes of one connection of a transit router. */
export interface ConnectionRoutes {
  readonly kind: 'connection';
  /** The id of the connection. */
  readonly id: string;
  readonly counts: readonly RouteCount[];
  /** When the API was asked, on the monotonic clock in milliseconds. */
  readonly askedMs: number;
}

/** How many routes of a VPN gateway lead to one next hop. */
export interface GatewayRouteCount {
  /** `NextHop`: the id of the connection. */
  readonly nextHop: string;
  readonly type: string;
  /** `State`: published in the VPC, or normal. */
  readonly state: string;
  readonly count: number;
}

/** The routes of one VPN gateway. */
export interface GatewayRoutes {
  readonly kind: 'gateway';
  /** The id of the gateway. */
  readonly id: string;
  readonly counts: readonly GatewayRouteCount[];
  readonly askedMs: number;
}

export type Routes = ConnectionRoutes | GatewayRoutes;
