/** The metrics of an IPsec-VPN connection and its tunnels, but for how they are protected. */

import { rowsOf, type Family } from '../../model/family.ts';
import type { TagLabel } from '../../model/tags.ts';
import type { Shown } from '../collector.ts';
import {
  CONNECTION_STATES,
  IPSEC_STATUSES,
  isEstablished,
  TUNNEL_STATES,
  tunnelsUp,
  type Bgp,
  type Connection,
  type Tunnel,
} from './item.ts';

/** Labels that identify a connection, and a tunnel. */
export const CONNECTION_KEY = ['account', 'region', 'vpn_connection_id'] as const;
export const TUNNEL_KEY = [...CONNECTION_KEY, 'tunnel_id'] as const;

/** A connection, or something of it, with the labels that identify the connection. */
export function connectionRows<Thing>(thingOf: (connection: Connection) => Thing | undefined) {
  return rowsOf(CONNECTION_KEY, ({ scope, item }: Shown<Connection>) => {
    const thing = thingOf(item);
    return thing === undefined ? [] : [[{ ...scope, vpn_connection_id: item.id }, thing] as const];
  });
}

/** Each tunnel of a connection, or something of it, with the labels that identify the tunnel. */
export function tunnelRows<Thing>(thingOf: (tunnel: Tunnel) => Thing | undefined) {
  return rowsOf(TUNNEL_KEY, ({ scope, item }: Shown<Connection>) =>
    item.tunnels.flatMap((tunnel) => {
      const thing = thingOf(tunnel);
      const key = { ...scope, vpn_connection_id: item.id, tunnel_id: tunnel.id };
      return thing === undefined ? [] : [[key, thing] as const];
    }),
  );
}

const ofConnection = connectionRows((connection) => connection);

const config = ofConnection.info(
  'alicloud_vpn_connection_config_info',
  'How the connection is configured (EffectImmediately, IkeConfig, LocalSubnet, RemoteSubnet, VcoHealthCheck, AttachInstanceId, TransitRouterName); alerting is off where the tag alicloud-vpn-alert says off; always 1.',
  {
    initiation: ({ config: facts }) => facts.initiation,
    peer_id: ({ config: facts }) => facts.peerId,
    ike_version: ({ config: facts }) => facts.ikeVersion,
    local_subnet: ({ config: facts }) => facts.localSubnet,
    remote_subnet: ({ config: facts }) => facts.remoteSubnet,
    health_check_policy: ({ config: facts }) => facts.healthCheckPolicy,
    health_check_source: ({ config: facts }) => facts.healthCheckSource,
    health_check_destination: ({ config: facts }) => facts.healthCheckDestination,
    cen_id: ({ config: facts }) => facts.cenId,
    transit_router_name: ({ config: facts }) => facts.transitRouterName,
    alerting: ({ config: facts }) => facts.alerting,
  },
);

/** All families of a connection. The info metric is the only one that carries names, descriptive fields and tags. */
export function connectionFamilies(
  copied: readonly TagLabel[],
): readonly Family<Shown<Connection>>[] {
  const { gauge, states, info } = ofConnection;
  return [
    info(
      'alicloud_vpn_connection_info',
      'Facts of the IPsec-VPN connection as returned by DescribeVpnConnections; always 1.',
      {
        name: ({ name }) => name,
        vpn_gateway_id: ({ vpnGatewayId }) => vpnGatewayId,
        customer_gateway_id: ({ customerGatewayId }) => customerGatewayId,
        attach_type: ({ attachType }) => attachType,
        transit_router_id: ({ transitRouterId }) => transitRouterId,
        network_type: ({ networkType }) => networkType,
        mode: ({ mode }) => mode,
        internet_ip: ({ internetIp }) => internetIp,
        resource_group_id: ({ resourceGroupId }) => resourceGroupId,
      },
      copied,
      ({ tags }) => tags,
    ),
    config,
    gauge(
      'alicloud_vpn_connection_up',
      'Whether traffic can pass (1) or not (0): phase 2 is established (Status, or TunnelOptions.Status of at least one tunnel).',
      (connection) => tunnelsUp(connection) > 0,
    ),
    states(
      'alicloud_vpn_connection_ipsec_status',
      'State set of the IPsec status (Status) of a single-tunnel connection; the current one is 1.',
      'status',
      IPSEC_STATUSES,
      (connection) => (connection.mode === 'dual' ? undefined : connection.status),
    ),
    states(
      'alicloud_vpn_connection_state',
      'State set of the lifecycle state (State) of the connection; the current one is 1.',
      'state',
      CONNECTION_STATES,
      ({ state }) => state,
    ),
    gauge(
      'alicloud_vpn_connection_bgp_up',
      'Whether BGP of a single-tunnel connection is up (VpnBgpConfig.Status is success); absent where neither an address nor an ASN is set.',
      ({ bgpUp }) => bgpUp,
    ),
    gauge(
      'alicloud_vpn_connection_health_check_up',
      'Whether the health check succeeds (VcoHealthCheck.Status is success); absent where VcoHealthCheck.Enable is not true or there is no status yet.',
      ({ healthCheckUp }) => healthCheckUp,
    ),
    gauge(
      'alicloud_vpn_connection_tunnels',
      'Tunnels configured (TunnelOptions); 1 for a single-tunnel connection.',
      ({ mode, tunnels }) => (mode === 'single' ? 1 : tunnels.length),
    ),
    gauge(
      'alicloud_vpn_connection_tunnels_up',
      'Tunnels with phase 2 established (Status or TunnelOptions.Status is ipsec_sa_established).',
      tunnelsUp,
    ),
    gauge(
      'alicloud_vpn_connection_created_timestamp_seconds',
      'When the connection was created (CreateTime), in seconds since the epoch.',
      ({ createdSeconds }) => createdSeconds,
    ),
    gauge(
      'alicloud_vpn_connection_bandwidth_bytes_per_second',
      'Bandwidth of the connection, or of one tunnel of it (TunnelBandwidth, else Spec), in bytes per second.',
      ({ bandwidthBytesPerSecond }) => bandwidthBytesPerSecond,
    ),
  ];
}

const { gauge, states, info } = tunnelRows((tunnel) => tunnel);

export const tunnelFamilies: readonly Family<Shown<Connection>>[] = [
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

const BGP_FACTS = {
  local_asn: ({ localAsn }: Bgp) => localAsn,
  peer_asn: ({ peerAsn }: Bgp) => peerAsn,
  local_ip: ({ localIp }: Bgp) => localIp,
  peer_ip: ({ peerIp }: Bgp) => peerIp,
  tunnel_cidr: ({ tunnelCidr }: Bgp) => tunnelCidr,
};

/** All families of BGP but whether it is up. */
export const bgpFamilies: readonly Family<Shown<Connection>>[] = [
  connectionRows(({ bgp }) => bgp).info(
    'alicloud_vpn_connection_bgp_info',
    'How BGP of a single-tunnel connection is configured (VpnBgpConfig); always 1; absent where BGP is off.',
    BGP_FACTS,
  ),
  tunnelRows(({ bgp }) => bgp).info(
    'alicloud_vpn_tunnel_bgp_info',
    'How BGP of the tunnel is configured (TunnelBgpConfig); always 1; absent where BGP is off.',
    BGP_FACTS,
  ),
];
