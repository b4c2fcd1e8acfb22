/** The collectors: one row of one table for each; names, types, schema and reference follow from it. */

/** A switch of one collector. */
interface OptionRow {
  readonly default: boolean;
  readonly meaning: string;
}

/** What the file may say of a collector. */
export interface CollectorRow {
  /** Whether it runs where the file says nothing. */
  readonly enabled: boolean;
  /** Whether it lists by itself, and so at an interval of its own; the others follow from the connections. */
  readonly hasInterval: boolean;
  readonly meaning: string;
  readonly options: Readonly<Record<string, OptionRow>>;
}

/** All collectors, in the order in which they are told. */
export const COLLECTOR_ROWS = {
  connections: {
    enabled: true,
    hasInterval: true,
    meaning: 'DescribeVpnConnections: connections and tunnels.',
    options: {
      crypto: {
        default: false,
        meaning:
          'Further metrics of how each tunnel is protected, and which of its choices are weak, without a call of their own.',
      },
    },
  },
  gateways: {
    enabled: true,
    hasInterval: true,
    meaning: 'DescribeVpnGateways: state, lock and expiry of gateways.',
    options: {},
  },
  diagnosis: {
    enabled: true,
    hasInterval: false,
    meaning: 'DiagnoseVpnConnections: why a connection is down; asked only for what is down.',
    options: {},
  },
  routes: {
    enabled: false,
    hasInterval: false,
    meaning:
      'DescribeVcoRouteEntries: route counts, up to two calls per connection. They take half of `poll.requests_per_minute` at most; where that is not enough, each poll counts some connections, in turn.',
    options: {},
  },
} as const satisfies Readonly<Record<string, CollectorRow>>;

type Rows = typeof COLLECTOR_ROWS;

/** A part of the exporter that may be switched off. */
export type CollectorName = keyof Rows;

function isCollector(name: string): name is CollectorName {
  return Object.hasOwn(COLLECTOR_ROWS, name);
}

/** Their names, in the order of the table. */
export const COLLECTORS: readonly CollectorName[] = Object.keys(COLLECTOR_ROWS).filter(isCollector);

/** What the file says of one collector. */
export interface CollectorConfig {
  readonly enabled: boolean;
  /** Start-to-start distance of two polls; undefined: that of `poll`, or of the connections that it follows from. */
  readonly intervalMs?: number | undefined;
}

/** What the file says of all of them. */
export type CollectorsConfig = {
  readonly [Name in CollectorName]: CollectorConfig & {
    readonly [Option in keyof Rows[Name]['options']]: boolean;
  };
};
