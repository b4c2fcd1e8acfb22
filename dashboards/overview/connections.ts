/** Every connection with its state, its availability and what passes through it. */

import type { Row } from '../kit/board.ts';
import { availabilityColumn, rate } from '../kit/columns.ts';
import { toConnection } from '../kit/links.ts';
import { PASSES_FAILS, UP_DOWN } from '../kit/mappings.ts';
import { table } from '../kit/table.ts';
import { availability } from '../queries/availability.ts';
import { connectionState, STATE_NAMES } from '../queries/phases.ts';
import { CONNECTION, keyed, ofRegion, withKey } from '../queries/promql.ts';
import { traffic } from '../queries/traffic.ts';

function working(part: string): string {
  return keyed(CONNECTION, ofRegion('alicloud_vpn:connection:working', `part="${part}"`));
}

const connectionTable = table({
  title: 'Connections',
  description:
    'All connections, the least available first. Availability is the share of the time range in which traffic could pass, of the minutes in which it was up or down (docs/availability.md). BGP is the number of sessions that are up.',
  queries: [
    withKey(CONNECTION, ofRegion('alicloud_vpn:connection:context')),
    working('ipsec'),
    working('tunnels'),
    keyed(CONNECTION, `max by (${CONNECTION}) (${ofRegion('alicloud_vpn_connection_tunnels')})`),
    working('bgp'),
    working('health_check'),
    keyed(CONNECTION, connectionState(ofRegion)),
    keyed(
      CONNECTION,
      availability(ofRegion, 'alicloud_vpn:connection:service_minutes', '$__range', CONNECTION),
    ),
    keyed(CONNECTION, traffic(ofRegion, 'receive')),
    keyed(CONNECTION, traffic(ofRegion, 'transmit')),
  ],
  columns: [
    { field: 'name', title: 'Name', link: toConnection },
    { field: 'site_name', title: 'Site' },
    { field: 'site', title: 'Address of the site' },
    { field: 'Value #B', title: 'IPsec', width: 80, mappings: UP_DOWN, cell: 'filled' },
    { field: 'Value #C', title: 'Tunnels up', width: 100 },
    { field: 'Value #D', title: 'of', width: 50 },
    { field: 'Value #E', title: 'BGP', width: 60, missing: 'off' },
    {
      field: 'Value #F',
      title: 'Health check',
      width: 110,
      mappings: PASSES_FAILS,
      cell: 'filled',
      missing: 'off',
    },
    { field: 'Value #G', title: 'State', mappings: STATE_NAMES, cell: 'filled' },
    rate('Value #I', 'Receive', { width: 100 }),
    rate('Value #J', 'Transmit', { width: 100 }),
    availabilityColumn('Value #H', { missing: '' }),
    { field: 'account', title: 'Account' },
    { field: 'region', title: 'Region' },
    { field: 'vpn_connection_id', title: 'Connection', link: toConnection },
  ],
  width: 24,
  height: 14,
  sort: { by: 'Availability' },
});

/** The row. Closed at first: there may be thousands. */
export const connections: Row = {
  title: 'All connections',
  collapsed: true,
  panels: [connectionTable],
};
