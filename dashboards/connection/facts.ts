/** How the chosen connections are made: facts of connections, tunnels and gateways, and routes. */

import type { Row } from '../kit/board.ts';
import { graph } from '../kit/graph.ts';
import { UP_DOWN } from '../kit/mappings.ts';
import { table } from '../kit/table.ts';
import { gatewayTable } from '../panels/gateways.ts';
import { PHASE_NAMES, STATE_NAMES, tunnelPhase, tunnelState } from '../queries/phases.ts';
import {
  CONNECTION,
  GATEWAY,
  keyed,
  ofConnection,
  one,
  TUNNEL,
  withKey,
  withName,
} from '../queries/promql.ts';

const INFO = ofConnection('alicloud_vpn_connection_info');

function latest(metric: string): string {
  return keyed(CONNECTION, `max by (${CONNECTION}) (${ofConnection(metric)})`);
}

const connections = table({
  title: 'Connections',
  description: 'Facts of the chosen connections, as the API returns them.',
  queries: [
    withKey(CONNECTION, one(CONNECTION, INFO)),
    latest('alicloud_vpn_connection_tunnels'),
    keyed(
      CONNECTION,
      `8 * max by (${CONNECTION}) (${ofConnection('alicloud_vpn_connection_bandwidth_bytes_per_second')})`,
    ),
    keyed(
      CONNECTION,
      `1000 * max by (${CONNECTION}) (${ofConnection('alicloud_vpn_connection_created_timestamp_seconds')})`,
    ),
  ],
  columns: [
    { field: 'name', title: 'Name' },
    { field: 'account', title: 'Account' },
    { field: 'region', title: 'Region' },
    { field: 'mode', title: 'Mode', width: 80 },
    { field: 'Value #B', title: 'Tunnels', width: 80 },
    { field: 'Value #C', title: 'Bandwidth', unit: 'bps' },
    { field: 'attach_type', title: 'Attached to' },
    { field: 'vpn_gateway_id', title: 'VPN gateway' },
    { field: 'transit_router_id', title: 'Transit router' },
    { field: 'customer_gateway_id', title: 'Customer gateway' },
    { field: 'network_type', title: 'Network' },
    { field: 'internet_ip', title: 'Internet address' },
    { field: 'resource_group_id', title: 'Resource group' },
    { field: 'Value #D', title: 'Created', unit: 'dateTimeAsIso' },
    { field: 'vpn_connection_id', title: 'Connection' },
  ],
  width: 24,
  height: 7,
  sort: { by: 'Name' },
});

const tunnels = table({
  title: 'Tunnels',
  description:
    'Facts of the tunnels of dual-tunnel connections. Role is set for VPN gateways, index for transit routers.',
  queries: [
    withKey(TUNNEL, withName(ofConnection, one(TUNNEL, ofConnection('alicloud_vpn_tunnel_info')))),
    keyed(TUNNEL, `min by (${TUNNEL}) (${ofConnection('alicloud_vpn_tunnel_up')})`),
    keyed(TUNNEL, tunnelPhase(ofConnection)),
    keyed(TUNNEL, tunnelState(ofConnection)),
  ],
  columns: [
    { field: 'name', title: 'Name' },
    { field: 'role', title: 'Role', width: 80 },
    { field: 'tunnel_index', title: 'Index', width: 70 },
    { field: 'Value #B', title: 'Traffic', width: 90, mappings: UP_DOWN, cell: 'filled' },
    { field: 'Value #C', title: 'Phase', mappings: PHASE_NAMES, cell: 'filled' },
    { field: 'Value #D', title: 'State', mappings: STATE_NAMES, cell: 'filled' },
    { field: 'zone', title: 'Zone' },
    { field: 'internet_ip', title: 'Cloud address' },
    { field: 'peer_id', title: 'Peer identifier' },
    { field: 'ike_version', title: 'IKE', width: 80 },
    { field: 'customer_gateway_id', title: 'Customer gateway' },
    { field: 'tunnel_id', title: 'Tunnel' },
  ],
  width: 24,
  height: 7,
  sort: { by: 'Name' },
  nothing: 'Single-tunnel connections have no tunnels of their own.',
});

const gateways = gatewayTable({
  title: 'VPN gateways',
  description: 'The VPN gateways that the chosen connections belong to.',
  among: `group by (${GATEWAY}) (${INFO})`,
  nothing: 'Connections of transit routers have no VPN gateway.',
});

const routes = graph({
  title: 'Routes',
  description:
    'Routes of connections of transit routers, by type (custom, bgp) and source: VPN_BGP is learnt from the peer, CLOUD from the cloud. Needs the collector routes.',
  series: [
    {
      expr: withName(
        ofConnection,
        `max by (${CONNECTION}, type, source) (${ofConnection('alicloud_vpn_connection_routes')})`,
      ),
      legend: '{{name}} {{type}} {{source}}',
    },
  ],
  width: 24,
  unit: 'none',
  decimals: 0,
  nothing: 'No routes are watched: not a connection of a transit router, or the collector is off.',
});

/** The row. */
export const facts: Row = { title: 'Configuration', panels: [connections, tunnels] };

/** The row. */
export const surroundings: Row = { title: 'Gateway and routes', panels: [gateways, routes] };
