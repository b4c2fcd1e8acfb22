/** The same by site: what a branch sees, however many connections lead to it. */

import type { Row } from '../kit/board.ts';
import { availabilityColumn, rate } from '../kit/columns.ts';
import { table } from '../kit/table.ts';
import { ANY_IS_BAD } from '../kit/thresholds.ts';
import { availability } from '../queries/availability.ts';
import { having } from '../queries/conditions.ts';
import { CONNECTION, keyed, ofJob, ofRegion, one, SITE, withKey } from '../queries/promql.ts';
import { traffic } from '../queries/traffic.ts';

const CONTEXT = ofRegion('alicloud_vpn:connection:context', 'site!=""');
const SITES = `count by (${SITE}, site_name) (${CONTEXT})`;

/** Adds up, by site, what there is of connections. */
function perSite(expr: string): string {
  return `sum by (${SITE}) ((${expr}) * on (${CONNECTION}) group_left (site) ${one(CONNECTION, CONTEXT)})`;
}

const downPerSite = `${perSite(having(ofRegion, 'down', 'detached', 'locked'))} or on (${SITE}) 0 * max by (${SITE}) (${SITES})`;

const siteTable = table({
  title: 'Sites',
  description:
    'Each site that connections lead to: the address of the peer, or the id of its customer gateway. A site is available while one of its connections is up; down only while it is known that none is.',
  queries: [
    withKey(SITE, `topk by (${SITE}) (1, ${SITES})`),
    keyed(SITE, downPerSite),
    keyed(SITE, perSite(traffic(ofRegion, 'receive'))),
    keyed(SITE, perSite(traffic(ofRegion, 'transmit'))),
    keyed(SITE, availability(ofJob, 'alicloud_vpn:site:service_minutes', '$__range', SITE)),
  ],
  columns: [
    { field: 'site_name', title: 'Site' },
    { field: 'site', title: 'Address' },
    { field: 'Value #A', title: 'Connections', width: 110 },
    { field: 'Value #B', title: 'Down', width: 80, steps: ANY_IS_BAD, cell: 'filled' },
    rate('Value #C', 'Receive'),
    rate('Value #D', 'Transmit'),
    availabilityColumn('Value #E'),
  ],
  width: 24,
  height: 8,
  sort: { by: 'Down', descending: true },
  nothing: 'No site is known: connections without a customer gateway.',
});

/** The row. */
export const sites: Row = { title: 'Sites', panels: [siteTable] };
