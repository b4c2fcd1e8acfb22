/** How BGP of tunnels and single-tunnel connections is configured. */

import type { Bgp } from './item.ts';
import { familyOf, type Family, type Labels } from '../../model/family.ts';
import { CONNECTION_KEY, type ConnectionSubject } from './connection-metrics.ts';
import { eachTunnel, TUNNEL_KEY } from './tunnel-metrics.ts';

const FACTS = ['local_asn', 'peer_asn', 'local_ip', 'peer_ip', 'tunnel_cidr'] as const;

function facts<Key extends Labels>(
  bgp: Bgp | undefined,
  key: Key,
): readonly (readonly [1, Key & Labels<(typeof FACTS)[number]>])[] {
  if (bgp === undefined) return [];
  const { localAsn, peerAsn, localIp, peerIp, tunnelCidr } = bgp;
  const labels = {
    local_asn: localAsn,
    peer_asn: peerAsn,
    local_ip: localIp,
    peer_ip: peerIp,
    tunnel_cidr: tunnelCidr,
  };
  return [[1, { ...key, ...labels }]];
}

const family = familyOf<ConnectionSubject>();

/** All families of BGP but whether it is up. */
export const bgpFamilies: readonly Family<ConnectionSubject>[] = [
  family({
    name: 'alicloud_vpn_connection_bgp_info',
    type: 'gauge',
    help: 'How BGP of a single-tunnel connection is configured (VpnBgpConfig); always 1; absent where BGP is off.',
    labels: [...CONNECTION_KEY, ...FACTS],
    samples: ({ key, connection }) => facts(connection.bgp, key),
  }),
  family({
    name: 'alicloud_vpn_tunnel_bgp_info',
    type: 'gauge',
    help: 'How BGP of the tunnel is configured (TunnelBgpConfig); always 1; absent where BGP is off.',
    labels: [...TUNNEL_KEY, ...FACTS],
    samples: eachTunnel(({ bgp }, key) => facts(bgp, key)),
  }),
];
