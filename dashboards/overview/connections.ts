/** Every connection with its state and its availability. */

import type { Row } from '../kit/board.ts';
import { graph } from '../kit/graph.ts';
import { toConnection } from '../kit/links.ts';
import { PASSES_FAILS, UP_DOWN } from '../kit/mappings.ts';
import { table } from '../kit/table.ts';
import { AVAILABILITY } from '../kit/thresholds.ts';
import { dataAge } from '../queries/conditions.ts';
import { connectionState, STATE_NAMES } from '../queries/phases.ts';
import { CONNECTION, keyed, ofRegion, one, REGION, withKey } from '../queries/promql.ts';

const UP = ofRegion('alicloud_vpn_connection_up');
const BGP = `${ofRegion('alicloud_vpn_connection_bgp_up')} or ${ofRegion('alicloud_vpn_tunnel_bgp_up')}`;

function lowest(expr: string): string {
  return keyed(CONNECTION, `min by (${CONNECTION}) (${expr})`);
}

const connectionTable = table({
  title: 'Connections',
  description:
    'All connections, the least available first. Availability is the share of the time range in which traffic could pass, as far as the region could be read; changes count how often it went up or down.',
  queries: [
    withKey(CONNECTION, one(CONNECTION, ofRegion('alicloud_vpn_connection_info'))),
    lowest(UP),
    lowest(ofRegion('alicloud_vpn_connection_tunnels_up')),
    lowest(ofRegion('alicloud_vpn_connection_tunnels')),
    lowest(BGP),
    lowest(ofRegion('alicloud_vpn_connection_health_check_up')),
    keyed(CONNECTION, connectionState(ofRegion)),
    keyed(CONNECTION, `avg by (${CONNECTION}) (avg_over_time(${UP}[$__range]))`),
    keyed(CONNECTION, `max by (${CONNECTION}) (changes(${UP}[$__range]))`),
  ],
  columns: [
    { field: 'name', title: 'Name', link: toConnection },
    { field: 'Value #B', title: 'Traffic', width: 90, mappings: UP_DOWN, cell: 'filled' },
    { field: 'Value #C', title: 'Tunnels up', width: 100 },
    { field: 'Value #D', title: 'of', width: 50 },
    {
      field: 'Value #E',
      title: 'BGP',
      width: 90,
      mappings: UP_DOWN,
      cell: 'filled',
      missing: 'off',
    },
    {
      field: 'Value #F',
      title: 'Health check',
      width: 110,
      mappings: PASSES_FAILS,
      cell: 'filled',
      missing: 'off',
    },
    { field: 'Value #G', title: 'State', mappings: STATE_NAMES, cell: 'filled' },
    {
      field: 'Value #H',
      title: 'Availability',
      unit: 'percentunit',
      decimals: 2,
      steps: AVAILABILITY,
      cell: 'bar',
    },
    { field: 'Value #I', title: 'Changes', width: 90 },
    { field: 'account', title: 'Account' },
    { field: 'region', title: 'Region' },
    { field: 'mode', title: 'Mode', width: 80 },
    { field: 'vpn_connection_id', title: 'Connection', link: toConnection },
  ],
  width: 24,
  height: 12,
  sort: { by: 'Availability' },
});

const availability = graph({
  title: 'Share of connections up',
  description:
    'Share of the connections of each region through which traffic could pass. A gap: the region could not be read for longer than stale_after.',
  series: [{ expr: `avg by (${REGION}) (${UP})`, legend: '{{account}} {{region}}' }],
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
      legend: '{{account}} {{region}}',
    },
  ],
  width: 12,
  unit: 's',
});

/** The row. */
export const connections: Row = {
  title: 'Connections, availability and data age',
  panels: [connectionTable, availability, age],
};
