/** Availability of connections. */

import type { Row } from '../kit/board.ts';
import { toConnection } from '../kit/links.ts';
import { table } from '../kit/table.ts';
import { CONNECTION, ofRegion } from '../queries/promql.ts';
import { columnsOf, queriesOf } from './columns.ts';

const connections = table({
  title: 'Connections',
  description:
    'Each connection, the least available first. Availability is up as a share of up and down; maintenance, detached, never used and blind stand beside it and count as neither. Counted by the hour: what lies within the first or last hour of the range counts with all of it.',
  queries: queriesOf({
    select: ofRegion,
    record: 'alicloud_vpn:connection:service_minutes1h',
    by: CONNECTION,
    facts: ofRegion('alicloud_vpn:connection:context'),
  }),
  columns: columnsOf([
    { field: 'name', title: 'Name', link: toConnection },
    { field: 'site_name', title: 'Site' },
    { field: 'account', title: 'Account' },
    { field: 'region', title: 'Region' },
    { field: 'vpn_connection_id', title: 'Connection', link: toConnection },
  ]),
  width: 24,
  height: 14,
  sort: { by: 'Availability' },
  nothing: 'No connection is known.',
});

/** The row. Closed at first: there may be thousands. */
export const perConnection: Row = { title: 'Connections', collapsed: true, panels: [connections] };
