/** Which metrics of CloudMonitor are asked for, what they mean, and their units. */

import type { Rate, ResourceKind } from './item.ts';

/** What a unit counts, and how much of it is one byte or packet per second. */
interface Unit {
  readonly of: 'bytes' | 'packets';
  readonly factor: number;
}

const BITS = 1 / 8;

/** The units that the configuration knows. */
export const UNITS = {
  'bit/s': { of: 'bytes', factor: BITS },
  'Kbit/s': { of: 'bytes', factor: 1e3 * BITS },
  'Mbit/s': { of: 'bytes', factor: 1e6 * BITS },
  'Gbit/s': { of: 'bytes', factor: 1e9 * BITS },
  'byte/s': { of: 'bytes', factor: 1 },
  'Kbyte/s': { of: 'bytes', factor: 1e3 },
  'Mbyte/s': { of: 'bytes', factor: 1e6 },
  'packet/s': { of: 'packets', factor: 1 },
} as const satisfies Readonly<Record<string, Unit>>;

export type UnitName = keyof typeof UNITS;

function isUnitName(name: string): name is UnitName {
  return Object.hasOwn(UNITS, name);
}

export const UNIT_NAMES: readonly UnitName[] = Object.keys(UNITS).filter(isUnitName);

/** How CloudMonitor spells them, in lower case and without the plural s; binary multiples are nobody's here. */
const SPELLINGS: Readonly<Record<string, UnitName>> = {
  'bit/s': 'bit/s',
  bp: 'bit/s',
  'kbit/s': 'Kbit/s',
  kbp: 'Kbit/s',
  'mbit/s': 'Mbit/s',
  mbp: 'Mbit/s',
  'gbit/s': 'Gbit/s',
  gbp: 'Gbit/s',
  'byte/s': 'byte/s',
  'kbyte/s': 'Kbyte/s',
  'mbyte/s': 'Mbyte/s',
  'count/s': 'packet/s',
  'packet/s': 'packet/s',
  pp: 'packet/s',
};

/** The unit that a text of CloudMonitor means; undefined when that is not certain. */
export function unitOf(text: string): UnitName | undefined {
  // B/s and b/s differ by their case alone: neither is trusted.
  const [amount = '', ...per] = text.trim().toLowerCase().split('/');
  const spelling = [amount.replace(/s$/, ''), ...per.map((time) => time.replace(/^second$/, 's'))];
  const name = spelling.join('/');
  return Object.hasOwn(SPELLINGS, name) ? SPELLINGS[name] : undefined;
}

/** The kind of resource whose id a dimension holds. */
export type DimensionRole = ResourceKind;

/** One metric as it is expected to be. */
export interface Metric {
  /** Its key in the configuration. */
  readonly key: MetricKey;
  readonly kind: ResourceKind;
  readonly rate: Rate;
  /** CloudMonitor's name. */
  readonly name: string;
  readonly unit: UnitName;
  /** The field of a datapoint that is its value: the first one that it has. */
  readonly statistics: readonly string[];
  /** CloudMonitor's name of each dimension. */
  readonly dimensions: Readonly<Partial<Record<DimensionRole, string>>>;
  /** What the configuration says itself, and nobody verifies. */
  readonly stated: readonly ('name' | 'unit' | 'statistic' | 'dimensions')[];
}

type Row = Pick<Metric, 'kind' | 'rate' | 'name' | 'unit' | 'dimensions'>;

const TUNNEL = { connection: 'instanceId', tunnel: 'tunnelId' };
const CONNECTION = { connection: 'instanceId' };
const GATEWAY = { gateway: 'instanceId' };

/**
 * Public reports of what the namespace acs_vpn has. Nobody has verified them with an account, which is why each metric
 * is compared with what CloudMonitor says of it (DescribeMetricMetaList) and may be described in the configuration.
 */
const ROWS = {
  tunnel_receive: row('tunnel', 'receive', 'tun.rx_bps', 'bit/s', TUNNEL),
  tunnel_transmit: row('tunnel', 'transmit', 'tun.tx_bps', 'bit/s', TUNNEL),
  connection_receive: row('connection', 'receive', 'ipsec_rx.rate', 'bit/s', CONNECTION),
  connection_transmit: row('connection', 'transmit', 'ipsec_tx.rate', 'bit/s', CONNECTION),
  gateway_receive: row('gateway', 'receive', 'net_rx.rate', 'bit/s', GATEWAY),
  gateway_transmit: row('gateway', 'transmit', 'net_tx.rate', 'bit/s', GATEWAY),
  gateway_receive_packets: row('gateway', 'receivePackets', 'net_rx.Pkgs', 'packet/s', GATEWAY),
  gateway_transmit_packets: row('gateway', 'transmitPackets', 'net_tx.Pkgs', 'packet/s', GATEWAY),
} as const satisfies Readonly<Record<string, Row>>;

function row(
  kind: Row['kind'],
  rate: Row['rate'],
  name: Row['name'],
  unit: Row['unit'],
  dimensions: Row['dimensions'],
): Row {
  return { kind, rate, name, unit, dimensions };
}

export type MetricKey = keyof typeof ROWS;

function isKey(key: string): key is MetricKey {
  return Object.hasOwn(ROWS, key);
}

/** In the order of the documentation. */
export const METRIC_KEYS: readonly MetricKey[] = Object.keys(ROWS).filter(isKey);

/** Whether a metric counts bytes or packets: what a unit of another kind cannot become. */
export function kindOfUnit(key: MetricKey): 'bytes' | 'packets' {
  return UNITS[ROWS[key].unit].of;
}

/** The dimensions of a metric as the table has them. */
export function usualDimensions(key: MetricKey): Metric['dimensions'] {
  return ROWS[key].dimensions;
}

/** A key of the file that may be left out, or have no value. */
type Given<Value> = Value | null | undefined;

/** What the configuration says of one metric. */
export interface MetricSettings {
  readonly enabled?: Given<boolean>;
  readonly name?: Given<string>;
  readonly unit?: Given<UnitName>;
  readonly statistic?: Given<string>;
  readonly dimensions?: Given<Readonly<Partial<Record<DimensionRole, Given<string>>>>>;
}

export type MetricsSettings = Readonly<Partial<Record<MetricKey, Given<MetricSettings>>>>;

/** An average, where there are several; some metrics have one value only. */
const STATISTICS = ['Average', 'Value'];

function isRole(role: string): role is DimensionRole {
  return role === 'tunnel' || role === 'connection' || role === 'gateway';
}

function metricOf(key: MetricKey, settings: MetricSettings): Metric {
  const usual = ROWS[key];
  const { name, unit, statistic, dimensions } = settings;
  const named = Object.entries<string>(usual.dimensions).map(([role, usualName]) => [
    role,
    (isRole(role) ? dimensions?.[role] : undefined) ?? usualName,
  ]);
  return {
    key,
    kind: usual.kind,
    rate: usual.rate,
    name: name ?? usual.name,
    unit: unit ?? usual.unit,
    statistics: typeof statistic === 'string' ? [statistic] : STATISTICS,
    dimensions: Object.fromEntries(named),
    stated: (['name', 'unit', 'statistic', 'dimensions'] as const).filter(
      (field) => (settings[field] ?? undefined) !== undefined,
    ),
  };
}

/** The metrics that are asked for. */
export function metricsOf(settings: MetricsSettings): readonly Metric[] {
  return METRIC_KEYS.filter((key) => settings[key]?.enabled !== false).map((key) =>
    metricOf(key, settings[key] ?? {}),
  );
}
