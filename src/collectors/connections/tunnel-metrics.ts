/** The metrics of the tunnels of a dual-tunnel connection. */

import { IPSEC_STATUSES, isEstablished, TUNNEL_STATES, type Tunnel } from './item.ts';
import {
  CONNECTION_KEY,
  type ConnectionKey,
  type ConnectionSubject,
} from './connection-metrics.ts';
import { familyOf, stateSet, whenKnown, type Family, type Labels } from '../../model/family.ts';

/** Labels that identify a tunnel. */
export const TUNNEL_KEY = [...CONNECTION_KEY, 'tunnel_id'] as const;
type TunnelKey = Labels<(typeof TUNNEL_KEY)[number]>;

const family = familyOf<ConnectionSubject>();

/** The samples of each tunnel, one after the other. */
export function eachTunnel<Sample>(
  samples: (tunnel: Tunnel, key: TunnelKey) => readonly Sample[],
): (subject: { key: ConnectionKey } & Pick<ConnectionSubject, 'connection'>) => readonly Sample[] {
  return ({ key, connection }) =>
    connection.tunnels.flatMap((tunnel) => samples(tunnel, { ...key, tunnel_id: tunnel.id }));
}

export const tunnelFamilies: readonly Family<ConnectionSubject>[] = [
  family({
    name: 'alicloud_vpn_tunnel_info',
    type: 'gauge',
    help: 'Facts of the tunnel (TunnelOptions; peer_id is TunnelIkeConfig.RemoteId); always 1.',
    labels: [
      ...TUNNEL_KEY,
      'tunnel_index',
      'role',
      'zone',
      'internet_ip',
      'customer_gateway_id',
      'peer_id',
      'ike_version',
    ],
    samples: eachTunnel((tunnel, key) => [
      [
        1,
        {
          ...key,
          tunnel_index: tunnel.index === undefined ? '' : String(tunnel.index),
          role: tunnel.role,
          zone: tunnel.zone,
          internet_ip: tunnel.internetIp,
          customer_gateway_id: tunnel.customerGatewayId,
          peer_id: tunnel.peerId,
          ike_version: tunnel.ikeVersion,
        },
      ],
    ]),
  }),
  family({
    name: 'alicloud_vpn_tunnel_up',
    type: 'gauge',
    help: 'Whether phase 2 of the tunnel is established (TunnelOptions.Status is ipsec_sa_established).',
    labels: TUNNEL_KEY,
    samples: eachTunnel((tunnel, key) => [[Number(isEstablished(tunnel.status)), key]]),
  }),
  family({
    name: 'alicloud_vpn_tunnel_ipsec_status',
    type: 'gauge',
    help: 'State set of the IPsec status of the tunnel (TunnelOptions.Status); the current one is 1.',
    labels: [...TUNNEL_KEY, 'status'],
    samples: eachTunnel((tunnel, key) =>
      stateSet(IPSEC_STATUSES, tunnel.status).map(([value, status]) => [value, { ...key, status }]),
    ),
  }),
  family({
    name: 'alicloud_vpn_tunnel_state',
    type: 'gauge',
    help: 'State set of the lifecycle state of the tunnel (TunnelOptions.State); the current one is 1.',
    labels: [...TUNNEL_KEY, 'state'],
    samples: eachTunnel((tunnel, key) =>
      stateSet(TUNNEL_STATES, tunnel.state).map(([value, state]) => [value, { ...key, state }]),
    ),
  }),
  family({
    name: 'alicloud_vpn_tunnel_bgp_up',
    type: 'gauge',
    help: 'Whether BGP of the tunnel is up (TunnelBgpConfig.BgpStatus is success); absent where EnableTunnelsBgp is not true, or neither an address nor an ASN is set.',
    labels: TUNNEL_KEY,
    samples: eachTunnel((tunnel, key) => whenKnown(tunnel.bgpUp).map((value) => [value, key])),
  }),
];
