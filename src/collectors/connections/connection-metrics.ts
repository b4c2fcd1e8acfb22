/** The metrics of an IPsec-VPN connection. */

import { CONNECTION_STATES, IPSEC_STATUSES, tunnelsUp, type Connection } from './item.ts';
import { rowsOf, type Family, type Labels } from '../../model/family.ts';
import type { TagLabel } from '../../model/tags.ts';

/** Labels that identify a connection. */
export const CONNECTION_KEY = ['account', 'region', 'vpn_connection_id'] as const;
export type ConnectionKey = Labels<(typeof CONNECTION_KEY)[number]>;

/** One connection and the labels that identify it. */
export interface ConnectionSubject {
  readonly key: ConnectionKey;
  readonly connection: Connection;
}

const { gauge, states, info } = rowsOf(CONNECTION_KEY, ({ key, connection }: ConnectionSubject) => [
  [key, connection],
]);

const config = info(
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
): readonly Family<ConnectionSubject>[] {
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
