/** What a scenario says: accounts, their keys, regions and resources, and how these change with time. */

import type { Json, JsonObject } from './json.ts';

/** The scenario of a folder. */
export const SCENARIO_FILE = 'scenario.yml';

/** The whole simulated cloud. */
export interface Scenario {
  readonly accounts: readonly ScenarioAccount[];
  readonly timeline: readonly TimelineEvent[];
}

/** One cloud account. */
export interface ScenarioAccount {
  /** Unique; what faults, the request log and the control API call it. */
  readonly name: string;
  /** The numeric account id that error bodies show. */
  readonly uid: string;
  readonly accessKeys: readonly AccessKey[];
  /** Regions by id; a region that is not here does not exist for the account. */
  readonly regions: Readonly<Record<string, ScenarioRegion>>;
  /** Regions that answer 403 Forbidden.RAM. */
  readonly refusedRegions: readonly string[];
  /** Calls allowed per (region, action); undefined means no limit. */
  readonly quota?: Quota | undefined;
  readonly cloudMonitor: CloudMonitorSettings;
  /** What is answered whatever the regions have: a recording. */
  readonly answers: readonly RecordedAnswer[];
}

/** An answer to a call with these parameters, or with some of them. */
export interface RecordedAnswer {
  readonly action: string;
  readonly params: Readonly<Record<string, string>>;
  readonly status: number;
  /** The error code; undefined for a success. */
  readonly code?: string | undefined;
  /** Of a success. */
  readonly body?: Json | undefined;
}

/** What CloudMonitor does for an account. */
export interface CloudMonitorSettings {
  /** Datapoints of one answer at most. */
  readonly pageSize: number;
  /** Datapoints of each resource in one answer: the last minutes. */
  readonly history: number;
  /** Values are written as text. */
  readonly isText: boolean;
  /** What DescribeMetricMetaList says otherwise, by metric; null: not listed. */
  readonly metas: Readonly<Record<string, JsonObject | null>>;
}

/** What passes through a connection while it is up, in bits per second; the cloud's side receives what the peer sends. */
export interface ConnectionTraffic {
  /** Its VpnConnectionId. */
  readonly connection: string;
  readonly receive: number;
  readonly transmit: number;
  /** The same by day and by night. */
  readonly isSteady: boolean;
  /** The second tunnel carries it. */
  readonly isOnStandby: boolean;
  /** How late its datapoints are; default 180. */
  readonly lateSeconds?: number | undefined;
}

/** What signs calls. With `securityToken` it is a temporary key of a session. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly securityToken?: string | undefined;
  /** End of the session, in milliseconds since the epoch. */
  readonly expiresAtMs?: number | undefined;
  /** A key that was switched off answers InvalidAccessKeyId.Inactive. */
  readonly inactive?: boolean | undefined;
}

/** A throttle: more than `calls` within a window answer 400 Throttling.User. */
export interface Quota {
  readonly calls: number;
  readonly windowSeconds: number;
  /** Sent as x-acs-retry-after (milliseconds) where given. */
  readonly retryAfterMs?: number | undefined;
}

/** The resources of one account in one region: rows exactly as the API returns them. */
export interface ScenarioRegion {
  /** VpnConnections.VpnConnection[] of DescribeVpnConnections. */
  readonly connections: readonly JsonObject[];
  /** VpnGateways.VpnGateway[] of DescribeVpnGateways. */
  readonly gateways: readonly JsonObject[];
  /**
   * CustomerGateways.CustomerGateway[] of DescribeCustomerGateways. One that a connection names and that is not here is
   * made of what the connection says.
   */
  readonly customerGateways: readonly JsonObject[];
  /** VcoRouteEntries[] of DescribeVcoRouteEntries, of every connection. */
  readonly routes: readonly JsonObject[];
  /** VpnRouteEntries.VpnRouteEntry[] of DescribeVpnRouteEntries, of every gateway. */
  readonly gatewayRoutes: readonly JsonObject[];
  /** What DiagnoseVpnConnections says of a connection (VpnConnectionId) or tunnel (TunnelId) while it is down. */
  readonly diagnoses: readonly JsonObject[];
  /** What CloudMonitor knows; a connection that is not here has no datapoints. */
  readonly traffic: readonly ConnectionTraffic[];
  /** Overrides TotalCount of an unfiltered listing. */
  readonly totalCount: {
    readonly connections?: number | undefined;
    readonly gateways?: number | undefined;
  };
}

/** A change of one row at a time counted from the start of the scenario. */
export interface TimelineEvent {
  readonly account: string;
  readonly region: string;
  /** VpnConnectionId of a connection, or VpnGatewayId of a gateway. */
  readonly id: string;
  readonly atSeconds: number;
  /** Repeats the change at this distance. */
  readonly everySeconds?: number | undefined;
  /** Dotted path in the row to its new value. */
  readonly set: Readonly<Record<string, Json>>;
}
