/** The state of each account and region. */

import { COLOURS } from '../kit/colours.ts';
import type { Row } from '../kit/board.ts';
import { toRegion, toTarget } from '../kit/links.ts';
import { named, READABLE } from '../kit/mappings.ts';
import { graph } from '../kit/graph.ts';
import { table, type Column } from '../kit/table.ts';
import { AGE, ANY_IS_BAD, ANY_IS_DEGRADED, AVAILABILITY } from '../kit/thresholds.ts';
import { timeline } from '../kit/timeline.ts';
import { availability } from '../queries/availability.ts';
import { dataAge, greyFailure, having } from '../queries/conditions.ts';
import { keyed, ofRegion, REGION, STEP_WINDOW, withKey } from '../queries/promql.ts';

const POLLED = ofRegion('alicloud_vpn_target_up', 'collector="connections"');
const READ = `max by (${REGION}) (${POLLED})`;

/** The number of things per region, 0 in the regions where there is none. */
function perRegion(expr: string): string {
  return `count by (${REGION}) (${expr}) or 0 * ${READ}`;
}

function counted(field: string, title: string, steps?: Column['steps']): Column {
  return { field, title, ...(steps && { steps, cell: 'filled' as const }) };
}

const regionTable = table({
  title: 'Accounts and regions',
  description:
    'Each region of each account: whether its last poll succeeded, how old its data are, and how its connections do. A region that has never been read has no age.',
  queries: [
    withKey(REGION, READ),
    keyed(REGION, perRegion(ofRegion('alicloud_vpn:connection:context'))),
    keyed(REGION, perRegion(having(ofRegion, 'down', 'detached', 'locked'))),
    keyed(REGION, perRegion(having(ofRegion, 'redundancy'))),
    keyed(REGION, perRegion(greyFailure(ofRegion))),
    keyed(
      REGION,
      availability(ofRegion, 'alicloud_vpn:region:service_minutes', '$__range', REGION),
    ),
    keyed(REGION, dataAge(ofRegion, 'collector="connections"')),
  ],
  columns: [
    { field: 'account', title: 'Account' },
    { field: 'region', title: 'Region', link: toRegion },
    { field: 'Value #A', title: 'Polls', mappings: READABLE, cell: 'filled', link: toTarget },
    counted('Value #B', 'Connections'),
    counted('Value #C', 'Down', ANY_IS_BAD),
    counted('Value #D', 'Redundancy lost', ANY_IS_DEGRADED),
    counted('Value #E', 'Grey failures', ANY_IS_BAD),
    {
      field: 'Value #F',
      title: 'Availability',
      unit: 'percentunit',
      decimals: 2,
      steps: AVAILABILITY,
      cell: 'bar',
      missing: 'no data',
    },
    { field: 'Value #G', title: 'Data age', unit: 's', decimals: 0, steps: AGE, missing: 'never' },
  ],
  width: 24,
  height: 8,
  sort: { by: 'Down', descending: true },
});

/** From the best to the worst; of several that apply, the worst counts: a failed poll does not hide an outage. */
const CODES = { fine: 0, unread: 1, degraded: 2, down: 3 } as const;

function kind(code: number, expr: string): string {
  return `label_replace(${code} * group by (${REGION}) (${expr}), "kind", "${code}", "", "")`;
}

/** Whether a region had one of these problems at any time in the step: a rule records them every minute. */
function had(...problems: readonly string[]): string {
  const series = ofRegion('alicloud_vpn:region:problems', `problem=~"${problems.join('|')}"`);
  return `last_over_time(${series}[${STEP_WINDOW}])`;
}

const READABLE_REGION = ofRegion('alicloud_vpn:region:readable');

const worst = [
  kind(CODES.fine, `last_over_time(${READABLE_REGION}[${STEP_WINDOW}])`),
  kind(CODES.unread, `min_over_time(${READABLE_REGION}[${STEP_WINDOW}]) == 0`),
  kind(
    CODES.degraded,
    had('redundancy', 'bgp', 'health_check', 'health_check_routes_kept', 'tunnel_bgp'),
  ),
  kind(CODES.down, had('down', 'detached', 'locked')),
].join('\nor ');

const regionTimeline = timeline({
  title: 'State of each region',
  description:
    'The worst that was true of any connection of the region at any time in each step, so that weeks show what lasted for minutes. Not readable: a poll failed. A gap: no exporter was scraped.',
  series: [{ expr: `max by (${REGION}) (${worst})`, legend: '{{cluster}} {{account}} {{region}}' }],
  mappings: named({
    [CODES.fine]: ['All up', COLOURS.good],
    [CODES.unread]: ['Not readable', COLOURS.unknown],
    [CODES.degraded]: ['Degraded', COLOURS.degraded],
    [CODES.down]: ['Connection down', COLOURS.bad],
  }),
  width: 24,
  height: 8,
});

function share(...services: readonly string[]): string {
  const series = ofRegion('alicloud_vpn:region:services', `service=~"${services.join('|')}"`);
  return `sum by (${REGION}) (min_over_time(${series}[${STEP_WINDOW}]))`;
}

const upShare = graph({
  title: 'Share of connections up',
  description:
    'Share of the connections of each region, of those that are up or down, through which traffic could pass: the least of each step.',
  series: [
    {
      expr: `(${share('up')} or 0 * ${share('down')}) / ${share('up', 'down')}`,
      legend: '{{cluster}} {{account}} {{region}}',
    },
  ],
  width: 12,
  unit: 'percentunit',
  max: 1,
});

const age = graph({
  title: 'Data age',
  description:
    'Seconds since the last complete poll of the connections of each region. It rises to poll.interval and falls back; a line that keeps rising is a region that cannot be read.',
  series: [
    {
      expr: dataAge(ofRegion, 'collector="connections"'),
      legend: '{{cluster}} {{account}} {{region}}',
    },
  ],
  width: 12,
  unit: 's',
});

/** The row. */
export const regions: Row = {
  title: 'State by account and region',
  panels: [regionTable, regionTimeline, upShare, age],
};
