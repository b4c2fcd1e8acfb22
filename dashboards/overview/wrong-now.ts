/** The top of the overview: what is wrong now. */

import type { ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { COLOURS } from '../kit/colours.ts';
import type { Row } from '../kit/board.ts';
import { toConnection, toTarget } from '../kit/links.ts';
import { named } from '../kit/mappings.ts';
import { stat, stats } from '../kit/stat.ts';
import { table } from '../kit/table.ts';
import { AGE, ANY_IS_BAD, ANY_IS_DEGRADED } from '../kit/thresholds.ts';
import {
  collectorFails,
  dataAge,
  expectedMissing,
  gatewayAtRisk,
  greyFailure,
  having,
  hidden,
  rejected,
  unreadable,
} from '../queries/conditions.ts';
import { CONNECTION_PROBLEMS, problems } from '../queries/problems.ts';
import { countOf, ofAccount, ofJob, ofRegion, ofRegionOrNone } from '../queries/promql.ts';
import { SEVERITIES, SEVERITY_LOOKS, severityLabel } from '../queries/severities.ts';

const EVERY_CONNECTION = ofRegion('alicloud_vpn:connection:context');
const EVERY_TARGET = ofRegion('alicloud_vpn_target_up');
const WIDTH = 4;

/** Alerts of the project that fire. */
function firing(severity: string): string {
  return ofRegionOrNone('ALERTS', 'alertname=~"AlicloudVpn.+"', 'alertstate="firing"', severity);
}

const connectionStats = [
  stat({
    title: 'Down',
    description:
      'Connections that were in service and through which no traffic can pass, the detached and locked ones included. It counts those that were down when sight of them was lost.',
    expr: countOf(having(ofRegion, 'down', 'detached', 'locked'), EVERY_CONNECTION),
    width: WIDTH,
    steps: ANY_IS_BAD,
  }),
  stat({
    title: 'Grey failures',
    description:
      'Connections with IPsec up, but no BGP session or a failing health check that withdraws routes: they look healthy and are not. One BGP session of two, or a health check that leaves routes alone, is a ticket among the problems below.',
    expr: countOf(greyFailure(ofRegion), EVERY_CONNECTION),
    width: WIDTH,
    steps: ANY_IS_BAD,
  }),
  stat({
    title: 'Redundancy lost',
    description:
      'Connections that work with fewer tunnels than have been up: one more failure cuts them.',
    expr: countOf(having(ofRegion, 'redundancy'), EVERY_CONNECTION),
    width: WIDTH,
    steps: ANY_IS_DEGRADED,
  }),
  stat({
    title: 'No longer returned',
    description: 'Connections that complete polls have not returned within the last hour.',
    expr: countOf(ofRegion('alicloud_vpn:connection:vanished'), EVERY_CONNECTION),
    width: WIDTH,
    steps: ANY_IS_DEGRADED,
  }),
  stat({
    title: 'Expected missing',
    description: 'Connections listed in expected_connections that no region returns.',
    expr: countOf(expectedMissing, ofAccount('alicloud_vpn_connection_expected')),
    width: WIDTH,
    steps: ANY_IS_BAD,
    nothing: 'none listed',
  }),
  stat({
    title: 'Connections',
    description: 'All connections, whatever their state.',
    expr: `count(${EVERY_CONNECTION})`,
    width: WIDTH,
  }),
];

const otherStats = [
  stat({
    title: 'Exporters',
    description: 'Exporters that Prometheus can scrape. Without any, nothing below is known.',
    expr: `sum(${ofJob('alicloud_vpn:exporter:up')}) or vector(0)`,
    width: WIDTH,
    steps: [COLOURS.bad, [1, COLOURS.good]],
  }),
  stat({
    title: 'Alerts that page',
    description: 'Alerts of severity critical that fire.',
    expr: `count(${firing('severity="critical"')}) or 0 * group(ALERTS{alertname="AlicloudVpnWatchdog"})`,
    width: WIDTH,
    steps: ANY_IS_BAD,
    nothing: 'no rules',
  }),
  stats({
    title: 'Targets failing',
    description:
      'Regions whose connections cannot be read, and other collectors whose last poll failed. What they watch is shown as it was, and not at all once stale_after has passed. A collector other than connections is a ticket.',
    counts: [
      {
        name: 'connections',
        expr: countOf(unreadable(ofRegion), EVERY_TARGET),
        steps: ANY_IS_BAD,
      },
      {
        name: 'others',
        expr: countOf(collectorFails(ofRegion), EVERY_TARGET),
        steps: ANY_IS_DEGRADED,
      },
    ],
    width: WIDTH,
  }),
  stat({
    title: 'Oldest data',
    description:
      'Age of the oldest data about connections. After stale_after (300 s unless set) a region is no longer shown.',
    expr: `max(${dataAge(ofRegion, 'collector="connections"')})`,
    width: WIDTH,
    unit: 's',
    steps: AGE,
  }),
  stat({
    title: 'Hidden or rejected',
    description:
      'Collectors that are shown fewer resources than there are, or rows that they cannot decode: some connections are not watched.',
    expr: countOf(`(${hidden(ofRegion)}) or (${rejected(ofRegion)})`, EVERY_TARGET),
    width: WIDTH,
    steps: ANY_IS_DEGRADED,
  }),
  stat({
    title: 'Gateways at risk',
    description:
      'VPN gateways that are locked for an overdue payment, or whose subscription ends within 30 days without a booked renewal.',
    expr: countOf(gatewayAtRisk(ofRegion), ofRegion('alicloud_vpn:gateway:known')),
    width: WIDTH,
    steps: ANY_IS_DEGRADED,
    nothing: 'no gateways',
  }),
];

/** Severities by their labels. */
const SEVERITY_NAMES: ValueMapping[] = named(
  Object.fromEntries(
    SEVERITIES.map((severity) => [severityLabel(severity), SEVERITY_LOOKS[severity]]),
  ),
);

const PROBLEM_NAMES: ValueMapping[] = named(
  Object.fromEntries(
    Object.entries(CONNECTION_PROBLEMS).map(([kind, { text }]) => [kind, [text, 'transparent']]),
  ),
);

const problemTable = table({
  title: 'Problems',
  description:
    'Everything that is wrong now, what pages first: before its alert fires, and whatever the alert was grouped into. A connection can be here more than once. The reason is one that the collector diagnosis found. The name leads to the connection, the region to its polls.',
  queries: [problems],
  columns: [
    { field: 'severity', title: 'Severity', width: 90, mappings: SEVERITY_NAMES, cell: 'filled' },
    { field: 'problem', title: 'Problem', mappings: PROBLEM_NAMES },
    { field: 'Value', title: 'Since', unit: 'dateTimeAsIso' },
    { field: 'name', title: 'Name', link: toConnection },
    { field: 'site_name', title: 'Site' },
    { field: 'site', title: 'Address of the site' },
    { field: 'reason', title: 'Reason' },
    { field: 'account', title: 'Account' },
    { field: 'region', title: 'Region', link: toTarget },
    { field: 'vpn_connection_id', title: 'Connection', link: toConnection },
    { field: 'vpn_gateway_id', title: 'Gateway' },
    { field: 'collector', title: 'Collector' },
    { field: 'instance', title: 'Exporter' },
  ],
  width: 24,
  height: 10,
  sort: { by: 'Severity' },
  nothing: 'Nothing is wrong.',
});

const alertTable = table({
  title: 'Alerts',
  description:
    'Alerts that fire, as Prometheus sends them: one that stands for many connections names what they have in common. Red is what pages.',
  queries: [
    `group by (alertname, severity, account, region, scope, scope_id, vpn_connection_id, vpn_gateway_id, collector, instance) (${firing('severity=~"critical|warning|info"')})`,
  ],
  columns: [
    {
      field: 'severity',
      title: 'Severity',
      width: 90,
      mappings: named(SEVERITY_LOOKS),
      cell: 'filled',
    },
    { field: 'alertname', title: 'Alert' },
    { field: 'account', title: 'Account' },
    { field: 'region', title: 'Region', link: toTarget },
    { field: 'scope', title: 'In common' },
    { field: 'scope_id', title: 'Id of it' },
    { field: 'vpn_connection_id', title: 'Connection', link: toConnection },
    { field: 'vpn_gateway_id', title: 'Gateway' },
    { field: 'collector', title: 'Collector' },
    { field: 'instance', title: 'Exporter' },
  ],
  width: 24,
  height: 7,
  sort: { by: 'Severity' },
  nothing: 'No alert fires.',
});

/** The row. */
export const wrongNow: Row = {
  title: 'Wrong now',
  panels: [...connectionStats, ...otherStats, problemTable, alertTable],
};
