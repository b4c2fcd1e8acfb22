/** Everything that is wrong now in one query: one series for each problem of each thing. */

import { SEVERITIES, severityLabel, type Severity } from './severities.ts';
import {
  collectorFails,
  expectedMissing,
  expiresWithin,
  exporterMissing,
  exporterUnreachable,
  gatewayProblem,
  hidden,
  nothingKnown,
  rejected,
  rulesMissing,
  stale,
  unreadable,
} from './conditions.ts';
import { CONNECTION, ofRegion, withName, withReason } from './promql.ts';

/** Something that can be wrong, as urgent as the alert that it leads to. */
export interface Problem {
  readonly text: string;
  readonly severity: Severity;
  /** What fires when it lasts; nothing where no rule can. */
  readonly alert?: string;
}

/** Of connections, by the label `problem` of alicloud_vpn:problem:since. */
export const CONNECTION_PROBLEMS: Readonly<Record<string, Problem>> = {
  down: { text: 'Connection down', severity: 'critical', alert: 'ConnectionDown' },
  detached: { text: 'Connection detached', severity: 'critical', alert: 'ConnectionDetached' },
  locked: { text: 'Connection locked', severity: 'critical', alert: 'ConnectionFinancialLocked' },
  bgp: { text: 'BGP down, IPsec up', severity: 'critical', alert: 'ConnectionBgpDown' },
  health_check: {
    text: 'Health check fails, IPsec up',
    severity: 'critical',
    alert: 'ConnectionHealthCheckFailed',
  },
  health_check_routes_kept: {
    text: 'Health check fails, routes stay',
    severity: 'warning',
    alert: 'ConnectionHealthCheckFailed',
  },
  redundancy: { text: 'Redundancy lost', severity: 'warning', alert: 'RedundancyLost' },
  tunnel_bgp: { text: 'BGP of a tunnel down', severity: 'warning', alert: 'TunnelBgpDown' },
  state: { text: 'Not in service', severity: 'warning', alert: 'ConnectionStateWrong' },
  status_unknown: {
    text: 'Status not reported',
    severity: 'warning',
    alert: 'ConnectionStatusUnknown',
  },
  never_up: { text: 'Never up', severity: 'info', alert: 'ConnectionNeverUp' },
};

/** Of other things. */
export const OTHER_PROBLEMS: readonly (Problem & { readonly expr: string })[] = [
  {
    text: 'No data for this choice',
    severity: 'critical',
    expr: nothingKnown(ofRegion),
  },
  { text: 'Alert rules are not evaluated', severity: 'critical', expr: rulesMissing },
  {
    text: 'No exporter is scraped',
    severity: 'critical',
    alert: 'ExporterAbsent',
    expr: exporterMissing,
  },
  {
    text: 'Exporter cannot be scraped',
    severity: 'critical',
    alert: 'ExporterDown',
    expr: exporterUnreachable('only'),
  },
  {
    text: 'One of several exporters cannot be scraped',
    severity: 'warning',
    alert: 'ReplicaDown',
    expr: exporterUnreachable('one of several'),
  },
  {
    text: 'Region cannot be read',
    severity: 'critical',
    alert: 'TargetFailing',
    expr: unreadable(ofRegion),
  },
  { text: 'Data stale', severity: 'critical', alert: 'DataStale', expr: stale(ofRegion) },
  {
    text: 'Connection no longer returned',
    severity: 'info',
    alert: 'ConnectionVanished',
    expr: ofRegion('alicloud_vpn:connection:vanished'),
  },
  {
    text: 'Expected connection missing',
    severity: 'critical',
    alert: 'ExpectedConnectionMissing',
    expr: expectedMissing,
  },
  {
    text: 'Gateway locked',
    severity: 'critical',
    alert: 'GatewayFinancialLocked',
    expr: gatewayProblem(ofRegion, 'locked'),
  },
  {
    text: 'Gateway not active',
    severity: 'warning',
    alert: 'GatewayNotActive',
    expr: gatewayProblem(ofRegion, 'status'),
  },
  {
    text: 'Gateway no longer returned',
    severity: 'warning',
    alert: 'GatewayVanished',
    expr: ofRegion('alicloud_vpn:gateway:vanished'),
  },
  {
    text: 'Gateway expired',
    severity: 'critical',
    alert: 'GatewayExpired',
    expr: expiresWithin(ofRegion, -Infinity, 0),
  },
  {
    text: 'Gateway ends within a day',
    severity: 'critical',
    alert: 'GatewayExpiresIn1Day',
    expr: expiresWithin(ofRegion, 0, 1),
  },
  {
    text: 'Gateway ends within 7 days',
    severity: 'warning',
    alert: 'GatewayExpiresIn7Days',
    expr: expiresWithin(ofRegion, 1, 7),
  },
  {
    text: 'Gateway ends within 30 days',
    severity: 'info',
    alert: 'GatewayExpiresIn30Days',
    expr: expiresWithin(ofRegion, 7, 30),
  },
  {
    text: 'Collector fails',
    severity: 'warning',
    alert: 'CollectorFailing',
    expr: collectorFails(ofRegion),
  },
  {
    text: 'Rows rejected',
    severity: 'warning',
    alert: 'RowsRejected',
    expr: rejected(ofRegion),
  },
  {
    text: 'Resources hidden',
    severity: 'warning',
    alert: 'ResourceCountDiffers',
    expr: hidden(ofRegion),
  },
];

function kindsOf(severity: Severity): string {
  const of = Object.entries(CONNECTION_PROBLEMS).filter(([, each]) => each.severity === severity);
  return of.map(([kind]) => kind).join('|');
}

/** Since when, in milliseconds as Grafana wants it. */
function ofConnections(): string {
  const kinds = Object.keys(CONNECTION_PROBLEMS).join('|');
  const since = ofRegion('alicloud_vpn:problem:since', `problem=~"${kinds}"`);
  const each = `1000 * min by (${CONNECTION}, problem) (${since})`;
  const told = withReason(ofRegion, withName(ofRegion, each));
  return SEVERITIES.reduce(
    (expr, severity) =>
      `label_replace(${expr}, "severity", "${severityLabel(severity)}", "problem", "${kindsOf(severity)}")`,
    told,
  );
}

/** The conditions say what is wrong by being there; when it began is known of those whose value is a time. */
function labelled({ text, severity, expr }: (typeof OTHER_PROBLEMS)[number]): string {
  const time = /:(?:since|vanished)\{/.test(expr) ? `1000 * (${expr})` : `(${expr}) * 0 + NaN`;
  const named = `label_replace(${time}, "problem", "${text}", "", "")`;
  return `label_replace(${named}, "severity", "${severityLabel(severity)}", "", "")`;
}

/** All problems; the labels `problem` and `severity` say which and how bad, the value since when, where that is known. */
export const problems = [ofConnections(), ...OTHER_PROBLEMS.map(labelled)].join('\nor ');
