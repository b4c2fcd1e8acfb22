/** Availability of sites. */

import type { Row } from '../kit/board.ts';
import { table } from '../kit/table.ts';
import { ofJob, ofRegion, SITE } from '../queries/promql.ts';
import { columnsOf, queriesOf } from './columns.ts';

const SITES = `topk by (${SITE}) (1, count by (${SITE}, site_name) (${ofRegion('alicloud_vpn:connection:context', 'site!=""')}))`;

const sites = table({
  title: 'Sites',
  description:
    'Each site of the chosen accounts, the least available first: up while one of its connections is, whichever account it belongs to; down only while it is known that none is. Blind minutes count as neither. Counted by the hour.',
  queries: queriesOf({
    select: ofJob,
    record: 'alicloud_vpn:site:service_minutes1h',
    by: SITE,
    facts: SITES,
  }),
  columns: columnsOf([
    { field: 'site_name', title: 'Site' },
    { field: 'site', title: 'Address' },
    { field: 'Value #A', title: 'Connections', width: 110 },
  ]),
  width: 24,
  height: 10,
  sort: { by: 'Availability' },
  nothing: 'No site is known.',
});

/** The row. */
export const perSite: Row = { title: 'Sites', panels: [sites] };
