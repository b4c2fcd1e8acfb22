/** How BGP of tunnels and single-tunnel connections is configured. */

import type { Bgp } from './item.ts';
import { rowsOf, type Family, type Labels } from '../../model/family.ts';
import { CONNECTION_KEY, type ConnectionSubject } from './connection-metrics.ts';
import { TUNNEL_KEY, tunnelsOf } from './tunnel-metrics.ts';

const FACTS = {
  local_asn: ({ localAsn }: Bgp) => localAsn,
  peer_asn: ({ peerAsn }: Bgp) => peerAsn,
  local_ip: ({ localIp }: Bgp) => localIp,
  peer_ip: ({ peerIp }: Bgp) => peerIp,
  tunnel_cidr: ({ tunnelCidr }: Bgp) => tunnelCidr,
};

function known(key: Labels, bgp: Bgp | undefined): readonly (readonly [Labels, Bgp])[] {
  return bgp === undefined ? [] : [[key, bgp]];
}

/** All families of BGP but whether it is up. */
export const bgpFamilies: readonly Family<ConnectionSubject>[] = [
  rowsOf(CONNECTION_KEY, ({ key, connection }: ConnectionSubject) =>
    known(key, connection.bgp),
  ).info(
    'alicloud_vpn_connection_bgp_info',
    'How BGP of a single-tunnel connection is configured (VpnBgpConfig); always 1; absent where BGP is off.',
    FACTS,
  ),
  rowsOf(TUNNEL_KEY, (subject: ConnectionSubject) =>
    tunnelsOf(subject).flatMap(([key, { bgp }]) => known(key, bgp)),
  ).info(
    'alicloud_vpn_tunnel_bgp_info',
    'How BGP of the tunnel is configured (TunnelBgpConfig); always 1; absent where BGP is off.',
    FACTS,
  ),
];
