/** Every connection with its state, its availability and what passes through it. */

import type { Row } from '../kit/board.ts';
import { toConnection } from '../kit/links.ts';
import { PASSES_FAILS, UP_DOWN } from '../kit/mappings.ts';
import { table, type Column } from '../kit/table.ts';
import { AVAILABILITY } from '../kit/thresholds.ts';
import { availability } from '../queries/availability.ts';
import { connectionState, STATE_NAMES } from '../queries/phases.ts';
import { CONNECTION, keyed, ofRegion, withKey } from '../queries/promql.ts';
import { traffic } from '../queries/traffic.ts';

function working(part: string): string {
  return keyed(CONNECTION, ofRegion('alicloud_vpn:connection:working', `part="${part}"`));
}

function rate(field: string, title: string): Column {
  return { field, title, width: 100, unit: 'Bps', decimals: 1 };
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
    rate('Value #I', 'Receive'),
    rate('Value #J', 'Transmit'),
    {
      field: 'Value #H',
      title: 'Availability',
      unit: 'percentunit',
      decimals: 2,
      steps: AVAILABILITY,
      cell: 'bar',
      missing: '',
    },
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
