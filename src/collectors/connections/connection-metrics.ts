/** The metrics of an IPsec-VPN connection. */

import { CONNECTION_STATES, IPSEC_STATUSES, tunnelsUp, type Connection } from './item.ts';
import { familyOf, stateSet, whenKnown, type Family, type Labels } from '../../model/family.ts';
import { tagLabels, type TagLabel } from '../../model/tags.ts';

/** Labels that identify a connection. */
export const CONNECTION_KEY = ['account', 'region', 'vpn_connection_id'] as const;
export type ConnectionKey = Labels<(typeof CONNECTION_KEY)[number]>;

/** One connection and the labels that identify it. */
export interface ConnectionSubject {
  readonly key: ConnectionKey;
  readonly connection: Connection;
}

const family = familyOf<ConnectionSubject>();

/** The info metric is the only one that carries names, descriptive fields and tags. */
function info(copied: readonly TagLabel[]): Family<ConnectionSubject> {
  return {
    name: 'alicloud_vpn_connection_info',
    type: 'gauge',
    help: 'Facts of the IPsec-VPN connection as returned by DescribeVpnConnections; always 1.',
    labels: [
      ...CONNECTION_KEY,
      'name',
      'vpn_gateway_id',
      'customer_gateway_id',
      'attach_type',
      'transit_router_id',
      'network_type',
      'mode',
      'internet_ip',
      'resource_group_id',
      ...copied.map(({ label }) => label),
    ],
    samples: ({ key, connection }) => [
      [
        1,
        {
          ...key,
          name: connection.name,
          vpn_gateway_id: connection.vpnGatewayId,
          customer_gateway_id: connection.customerGatewayId,
          attach_type: connection.attachType,
          transit_router_id: connection.transitRouterId,
          network_type: connection.networkType,
          mode: connection.mode,
          internet_ip: connection.internetIp,
          resource_group_id: connection.resourceGroupId,
          ...tagLabels(copied, connection.tags),
        },
      ],
    ],
  };
}

const config = family({
  name: 'alicloud_vpn_connection_config_info',
  type: 'gauge',
  help: 'How the connection is configured (EffectImmediately, IkeConfig, LocalSubnet, RemoteSubnet, VcoHealthCheck, AttachInstanceId, TransitRouterName); alerting is off where the tag alicloud-vpn-alert says off; always 1.',
  labels: [
    ...CONNECTION_KEY,
    'initiation',
    'peer_id',
    'ike_version',
    'local_subnet',
    'remote_subnet',
    'health_check_policy',
    'health_check_source',
    'health_check_destination',
    'cen_id',
    'transit_router_name',
    'alerting',
  ],
  samples: ({ key, connection: { config: facts } }) => [
    [
      1,
      {
        ...key,
        initiation: facts.initiation,
        peer_id: facts.peerId,
        ike_version: facts.ikeVersion,
        local_subnet: facts.localSubnet,
        remote_subnet: facts.remoteSubnet,
        health_check_policy: facts.healthCheckPolicy,
        health_check_source: facts.healthCheckSource,
        health_check_destination: facts.healthCheckDestination,
        cen_id: facts.cenId,
        transit_router_name: facts.transitRouterName,
        alerting: facts.alerting,
      },
    ],
  ],
});

const states = [
  family({
    name: 'alicloud_vpn_connection_up',
    type: 'gauge',
    help: 'Whether traffic can pass (1) or not (0): phase 2 is established (Status, or TunnelOptions.Status of at least one tunnel).',
    labels: CONNECTION_KEY,
    samples: ({ key, connection }) => [[Number(tunnelsUp(connection) > 0), key]],
  }),
  family({
    name: 'alicloud_vpn_connection_ipsec_status',
    type: 'gauge',
    help: 'State set of the IPsec status (Status) of a single-tunnel connection; the current one is 1.',
    labels: [...CONNECTION_KEY, 'status'],
    samples: ({ key, connection }) =>
      connection.mode === 'dual'
        ? []
        : stateSet(IPSEC_STATUSES, connection.status).map(([value, status]) => [
            value,
            { ...key, status },
          ]),
  }),
  family({
    name: 'alicloud_vpn_connection_state',
    type: 'gauge',
    help: 'State set of the lifecycle state (State) of the connection; the current one is 1.',
    labels: [...CONNECTION_KEY, 'state'],
    samples: ({ key, connection }) =>
      stateSet(CONNECTION_STATES, connection.state).map(([value, state]) => [
        value,
        { ...key, state },
      ]),
  }),
  family({
    name: 'alicloud_vpn_connection_bgp_up',
    type: 'gauge',
    help: 'Whether BGP of a single-tunnel connection is up (VpnBgpConfig.Status is success); absent where neither an address nor an ASN is set.',
    labels: CONNECTION_KEY,
    samples: ({ key, connection }) => whenKnown(connection.bgpUp).map((value) => [value, key]),
  }),
  family({
    name: 'alicloud_vpn_connection_health_check_up',
    type: 'gauge',
    help: 'Whether the health check succeeds (VcoHealthCheck.Status is success); absent where VcoHealthCheck.Enable is not true or there is no status yet.',
    labels: CONNECTION_KEY,
    samples: ({ key, connection }) =>
      whenKnown(connection.healthCheckUp).map((value) => [value, key]),
  }),
];

const facts = [
  family({
    name: 'alicloud_vpn_connection_tunnels',
    type: 'gauge',
    help: 'Tunnels configured (TunnelOptions); 1 for a single-tunnel connection.',
    labels: CONNECTION_KEY,
    samples: ({ key, connection }) => [
      [connection.mode === 'single' ? 1 : connection.tunnels.length, key],
    ],
  }),
  family({
    name: 'alicloud_vpn_connection_tunnels_up',
    type: 'gauge',
    help: 'Tunnels with phase 2 established (Status or TunnelOptions.Status is ipsec_sa_established).',
    labels: CONNECTION_KEY,
    samples: ({ key, connection }) => [[tunnelsUp(connection), key]],
  }),
  family({
    name: 'alicloud_vpn_connection_created_timestamp_seconds',
    type: 'gauge',
    help: 'When the connection was created (CreateTime), in seconds since the epoch.',
    labels: CONNECTION_KEY,
    samples: ({ key, connection }) =>
      whenKnown(connection.createdSeconds).map((value) => [value, key]),
  }),
  family({
    name: 'alicloud_vpn_connection_bandwidth_bytes_per_second',
    type: 'gauge',
    help: 'Bandwidth of the connection, or of one tunnel of it (TunnelBandwidth, else Spec), in bytes per second.',
    labels: CONNECTION_KEY,
    samples: ({ key, connection }) =>
      whenKnown(connection.bandwidthBytesPerSecond).map((value) => [value, key]),
  }),
];

/** All families of a connection. The `copied` tags are labels of the info metric. */
export function connectionFamilies(
  copied: readonly TagLabel[],
): readonly Family<ConnectionSubject>[] {
  return [info(copied), config, ...states, ...facts];
}
