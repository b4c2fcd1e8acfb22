/** The metrics of the tunnels of a dual-tunnel connection. */

import { IPSEC_STATUSES, isEstablished, TUNNEL_STATES, type Tunnel } from './item.ts';
import { CONNECTION_KEY, type ConnectionSubject } from './connection-metrics.ts';
import { rowsOf, type Family, type Labels } from '../../model/family.ts';

/** Labels that identify a tunnel. */
export const TUNNEL_KEY = [...CONNECTION_KEY, 'tunnel_id'] as const;

/** Each tunnel of a connection with the labels that identify it. */
export function tunnelsOf({
  key,
  connection,
}: ConnectionSubject): readonly (readonly [key: Labels, tunnel: Tunnel])[] {
  return connection.tunnels.map((tunnel) => [{ ...key, tunnel_id: tunnel.id }, tunnel]);
}

const { gauge, states, info } = rowsOf(TUNNEL_KEY, tunnelsOf);

export const tunnelFamilies: readonly Family<ConnectionSubject>[] = [
  info(
    'alicloud_vpn_tunnel_info',
    'Facts of the tunnel (TunnelOptions; peer_id is TunnelIkeConfig.RemoteId); always 1.',
    {
      tunnel_index: ({ index }) => (index === undefined ? '' : String(index)),
      role: ({ role }) => role,
      zone: ({ zone }) => zone,
      internet_ip: ({ internetIp }) => internetIp,
      customer_gateway_id: ({ customerGatewayId }) => customerGatewayId,
      peer_id: ({ peerId }) => peerId,
      ike_version: ({ ikeVersion }) => ikeVersion,
    },
  ),
  gauge(
    'alicloud_vpn_tunnel_up',
    'Whether phase 2 of the tunnel is established (TunnelOptions.Status is ipsec_sa_established).',
    ({ status }) => isEstablished(status),
  ),
  states(
    'alicloud_vpn_tunnel_ipsec_status',
    'State set of the IPsec status of the tunnel (TunnelOptions.Status); the current one is 1.',
    'status',
    IPSEC_STATUSES,
    ({ status }) => status,
  ),
  states(
    'alicloud_vpn_tunnel_state',
    'State set of the lifecycle state of the tunnel (TunnelOptions.State); the current one is 1.',
    'state',
    TUNNEL_STATES,
    ({ state }) => state,
  ),
  gauge(
    'alicloud_vpn_tunnel_bgp_up',
    'Whether BGP of the tunnel is up (TunnelBgpConfig.BgpStatus is success); absent where EnableTunnelsBgp is not true, or neither an address nor an ASN is set.',
    ({ bgpUp }) => bgpUp,
  ),
];
