/** The state of each account and region. */

import { COLOURS } from '../kit/colours.ts';
import type { Row } from '../kit/board.ts';
import { toRegion, toTarget } from '../kit/links.ts';
import { named, READABLE } from '../kit/mappings.ts';
import { table, type Column } from '../kit/table.ts';
import { AGE, ANY_IS_BAD, ANY_IS_DEGRADED, AVAILABILITY } from '../kit/thresholds.ts';
import { timeline } from '../kit/timeline.ts';
import { dataAge, down, greyFailure, redundancyLost } from '../queries/conditions.ts';
import { CONNECTION, keyed, ofRegion, REGION, withKey } from '../queries/promql.ts';

const POLLED = ofRegion('alicloud_vpn_target_up', 'collector="connections"');
const READ = `max by (${REGION}) (${POLLED})`;
const UP = ofRegion('alicloud_vpn_connection_up');

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
    keyed(REGION, perRegion(`group by (${CONNECTION}) (${UP})`)),
    keyed(REGION, perRegion(down(ofRegion))),
    keyed(REGION, perRegion(redundancyLost(ofRegion))),
    keyed(REGION, perRegion(greyFailure(ofRegion))),
    keyed(REGION, `avg by (${REGION}) (avg_over_time(${UP}[$__range]))`),
    keyed(REGION, dataAge(ofRegion, 'collector="connections"')),
  ],
  columns: [
    { field: 'account', title: 'Account' },
    { field: 'region', title: 'Region', link: toRegion },
    { field: 'Value #A', title: 'Polls', mappings: READABLE, cell: 'filled', link: toTarget },
    counted('Value #B', 'Connections'),
    counted('Value #C', 'Down', ANY_IS_BAD),
    counted('Value #D', 'Redundancy lost', ANY_IS_DEGRADED),
    counted('Value #E', 'Grey failures', ANY_IS_DEGRADED),
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

/** From the best to the worst; of several that apply, the worst counts. */
const CODES = { fine: 0, degraded: 1, down: 2, unread: 3 } as const;

function kind(code: number, expr: string): string {
  return `label_replace(${expr}, "kind", "${code}", "", "")`;
}

const worst = [
  kind(CODES.fine, `0 * ${READ}`),
  kind(
    CODES.degraded,
    `${CODES.degraded} * group by (${REGION}) ((${redundancyLost(ofRegion)}) or (${greyFailure(ofRegion)}))`,
  ),
  kind(CODES.down, `${CODES.down} * group by (${REGION}) (${down(ofRegion)})`),
  kind(CODES.unread, `${CODES.unread} * group by (${REGION}) (${READ} == 0)`),
].join('\nor ');

const regionTimeline = timeline({
  title: 'State of each region',
  description:
    'The worst that was true of any connection of the region. Not readable: the last poll failed, and the connections are shown as they were before.',
  series: [{ expr: `max by (${REGION}) (${worst})`, legend: '{{account}} {{region}}' }],
  mappings: named({
    [CODES.fine]: ['All up', COLOURS.good],
    [CODES.degraded]: ['Degraded', COLOURS.degraded],
    [CODES.down]: ['Connection down', COLOURS.bad],
    [CODES.unread]: ['Not readable', COLOURS.unknown],
  }),
  width: 24,
  height: 8,
});

/** The row. */
export const regions: Row = {
  title: 'State by account and region',
  panels: [regionTable, regionTimeline],
};
