/** The top of the overview: what is wrong now. */

import { COLOURS } from '../kit/colours.ts';
import type { Row } from '../kit/board.ts';
import { toConnection, toTarget } from '../kit/links.ts';
import { named } from '../kit/mappings.ts';
import { stat } from '../kit/stat.ts';
import { table } from '../kit/table.ts';
import { AGE, ANY_IS_BAD, ANY_IS_DEGRADED } from '../kit/thresholds.ts';
import {
  dataAge,
  down,
  EXPIRY_DAYS,
  expectedMissing,
  gatewayAtRisk,
  greyFailure,
  redundancyLost,
  targetFails,
} from '../queries/conditions.ts';
import { problems, SEVERITY } from '../queries/problems.ts';
import { CONNECTION, countOf, GATEWAY, ofAccount, ofRegion } from '../queries/promql.ts';

const EVERY_CONNECTION = `group by (${CONNECTION}) (${ofRegion('alicloud_vpn_connection_up')})`;
const EVERY_GATEWAY = `group by (${GATEWAY}) (${ofRegion('alicloud_vpn_gateway_status')})`;
const WIDTH = 3;

const connectionStats = [
  stat({
    title: 'Down',
    description:
      'Connections through which no traffic can pass: no tunnel has phase 2 established. Connections that are not associated with anything (init) do not count.',
    expr: countOf(down(ofRegion), EVERY_CONNECTION),
    width: WIDTH,
    steps: ANY_IS_BAD,
  }),
  stat({
    title: 'Redundancy lost',
    description:
      'Connections that work with fewer tunnels than they have: one more failure cuts them.',
    expr: countOf(redundancyLost(ofRegion), EVERY_CONNECTION),
    width: WIDTH,
    steps: ANY_IS_DEGRADED,
  }),
  stat({
    title: 'Grey failures',
    description:
      'Connections with IPsec up, but a BGP session down or a failing health check: they look healthy and are not.',
    expr: countOf(greyFailure(ofRegion), EVERY_CONNECTION),
    width: WIDTH,
    steps: ANY_IS_DEGRADED,
  }),
];

const otherStats = [
  stat({
    title: 'Targets failing',
    description:
      'Collectors whose last poll failed. What they watch is shown as it was, and not at all once stale_after has passed.',
    expr: countOf(targetFails(ofRegion), ofRegion('alicloud_vpn_target_up')),
    width: WIDTH,
    steps: ANY_IS_BAD,
  }),
  stat({
    title: 'Expected missing',
    description: 'Connections listed in expected_connections that no region returns.',
    expr: countOf(expectedMissing(ofAccount), ofAccount('alicloud_vpn_connection_expected')),
    width: WIDTH,
    steps: ANY_IS_BAD,
    nothing: 'none listed',
  }),
  stat({
    title: 'Gateways at risk',
    description: `VPN gateways that are locked for an overdue payment, or whose subscription ends within ${EXPIRY_DAYS} days.`,
    expr: countOf(gatewayAtRisk(ofRegion), EVERY_GATEWAY),
    width: WIDTH,
    steps: ANY_IS_DEGRADED,
    nothing: 'no gateways',
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
    title: 'Connections',
    description: 'All connections, whatever their state.',
    expr: `count(${EVERY_CONNECTION})`,
    width: WIDTH,
  }),
];

const SEVERITY_NAMES = named({
  [SEVERITY.critical]: ['Critical', COLOURS.bad],
  [SEVERITY.warning]: ['Warning', COLOURS.degraded],
});

const problemTable = table({
  title: 'Problems',
  description:
    'Everything that is wrong now, the worst first. A connection can be here more than once. The reason is one that the collector diagnosis found for a tunnel that is down. The name leads to the connection, the region to its polls.',
  queries: [problems],
  columns: [
    { field: 'Value', title: 'Severity', width: 100, mappings: SEVERITY_NAMES, cell: 'filled' },
    { field: 'problem', title: 'Problem' },
    { field: 'reason', title: 'Reason' },
    { field: 'name', title: 'Name', link: toConnection },
    { field: 'account', title: 'Account' },
    { field: 'region', title: 'Region', link: toTarget },
    { field: 'vpn_connection_id', title: 'Connection', link: toConnection },
    { field: 'vpn_gateway_id', title: 'Gateway' },
    { field: 'collector', title: 'Collector' },
  ],
  width: 24,
  height: 10,
  sort: { by: 'Severity', descending: true },
  nothing: 'Nothing is wrong.',
});

/** The row. */
export const wrongNow: Row = {
  title: 'Wrong now',
  panels: [...connectionStats, ...otherStats, problemTable],
};
