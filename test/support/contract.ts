/**
 * The metrics that users, dashboards and alert rules rely on: names, types and labels that may not change. A new one comes
 * here when something relies on it; until then docs/metrics.md and test/golden/ show how it changes.
 */

/** What may not change of a metric. */
export interface FixedMetric {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly labels: readonly string[];
  /** Words of the API that HELP must name; none for what the exporter tells of itself. */
  readonly source?: string;
  /** For a state set: the label that tells the states apart, and all its values. */
  readonly states?: readonly [label: string, values: readonly string[]];
}

const C = ['account', 'region', 'vpn_connection_id'];
const T = [...C, 'tunnel_id'];
const G = ['account', 'region', 'vpn_gateway_id'];
const BGP = ['local_asn', 'peer_asn', 'local_ip', 'peer_ip', 'tunnel_cidr'];
const TARGET = ['account', 'region', 'collector'];

const IPSEC_STATUSES = [
  'ike_sa_not_established',
  'ike_sa_established',
  'ipsec_sa_not_established',
  'ipsec_sa_established',
  'unknown',
];

const CONNECTION_STATES = [
  'active',
  'init',
  'attaching',
  'attached',
  'detaching',
  'financialLocked',
  'provisioning',
  'updating',
  'upgrading',
  'deleted',
  'unknown',
];

const GATEWAY_STATUSES = ['init', 'provisioning', 'active', 'updating', 'deleting', 'unknown'];

type Rest = Omit<FixedMetric, 'name' | 'type' | 'labels'>;

function gauge(name: string, labels: readonly string[], rest: Rest = {}): FixedMetric {
  return { name: `alicloud_vpn_${name}`, type: 'gauge', labels, ...rest };
}

function stateSet(
  name: string,
  key: readonly string[],
  source: string,
  label: string,
  values: readonly string[],
): FixedMetric {
  return gauge(name, [...key, label], { source, states: [label, values] });
}

function counter(name: string, labels: readonly string[]): FixedMetric {
  return { name: `alicloud_vpn_exporter_${name}`, type: 'counter', labels };
}

/** Metrics of the cloud and of the targets, without the labels of configured tags. */
export const CLOUD_METRICS: readonly FixedMetric[] = [
  gauge(
    'connection_info',
    [
      ...C,
      'name',
      'vpn_gateway_id',
      'customer_gateway_id',
      'attach_type',
      'transit_router_id',
      'network_type',
      'mode',
      'internet_ip',
      'resource_group_id',
    ],
    { source: 'DescribeVpnConnections' },
  ),
  gauge(
    'connection_config_info',
    [
      ...C,
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
    { source: 'EffectImmediately' },
  ),
  gauge('connection_bgp_info', [...C, ...BGP], { source: 'VpnBgpConfig' }),
  gauge('tunnel_bgp_info', [...T, ...BGP], { source: 'TunnelBgpConfig' }),
  gauge('connection_up', C, { source: 'Status' }),
  stateSet('connection_ipsec_status', C, 'Status', 'status', IPSEC_STATUSES),
  stateSet('connection_state', C, 'State', 'state', CONNECTION_STATES),
  gauge('connection_bgp_up', C, { source: 'VpnBgpConfig.Status' }),
  gauge('connection_health_check_up', C, { source: 'VcoHealthCheck.Status' }),
  gauge('connection_tunnels', C, { source: 'TunnelOptions' }),
  gauge('connection_tunnels_up', C, { source: 'TunnelOptions.Status' }),
  gauge('connection_created_timestamp_seconds', C, { source: 'CreateTime' }),
  gauge('connection_bandwidth_bytes_per_second', C, { source: 'TunnelBandwidth' }),
  gauge('connection_expected', ['account', 'vpn_connection_id'], { source: 'VpnConnectionId' }),
  gauge('connection_routes', [...C, 'type', 'source'], { source: 'VpnRouteCounts' }),
  gauge('gateway_routes', [...G, 'vpn_connection_id', 'type', 'state'], {
    source: 'DescribeVpnRouteEntries',
  }),
  gauge(
    'tunnel_info',
    [
      ...T,
      'tunnel_index',
      'role',
      'zone',
      'internet_ip',
      'customer_gateway_id',
      'peer_id',
      'ike_version',
    ],
    { source: 'TunnelOptions' },
  ),
  gauge('tunnel_up', T, { source: 'TunnelOptions.Status' }),
  stateSet('tunnel_ipsec_status', T, 'TunnelOptions.Status', 'status', IPSEC_STATUSES),
  stateSet('tunnel_state', T, 'TunnelOptions.State', 'state', [
    'active',
    'updating',
    'deleting',
    'unknown',
  ]),
  gauge('tunnel_bgp_up', T, { source: 'TunnelBgpConfig.BgpStatus' }),
  gauge('tunnel_failure_info', [...T, 'reason', 'severity', 'mismatch_local', 'mismatch_remote'], {
    source: 'FailedReasonCode',
  }),
  gauge('tunnel_failure_timestamp_seconds', T, { source: 'FailedTime' }),
  gauge(
    'customer_gateway_info',
    ['account', 'region', 'customer_gateway_id', 'name', 'ip_address', 'asn'],
    { source: 'DescribeCustomerGateways' },
  ),
  gauge(
    'gateway_info',
    [
      ...G,
      'name',
      'spec',
      'vpc_id',
      'charge_type',
      'gateway_type',
      'vpn_type',
      'network_type',
      'internet_ip',
      'standby_internet_ip',
      'bgp_enabled',
      'auto_propagate',
      'resource_group_id',
    ],
    { source: 'DescribeVpnGateways' },
  ),
  stateSet('gateway_status', G, 'Status', 'status', GATEWAY_STATUSES),
  stateSet('gateway_business_status', G, 'BusinessStatus', 'status', [
    'Normal',
    'FinancialLocked',
    'unknown',
  ]),
  gauge('gateway_bandwidth_bytes_per_second', G, { source: 'Spec' }),
  gauge('gateway_created_timestamp_seconds', G, { source: 'CreateTime' }),
  gauge('gateway_expiration_timestamp_seconds', G, { source: 'EndTime' }),
  gauge('gateway_reservation_end_timestamp_seconds', [...G, 'type'], { source: 'ReservationData' }),
  gauge('tunnel_receive_bytes_per_second', T, { source: 'tun.rx_bps' }),
  gauge('tunnel_transmit_bytes_per_second', T, { source: 'tun.tx_bps' }),
  gauge('connection_receive_bytes_per_second', C, { source: 'ipsec_rx.rate' }),
  gauge('connection_transmit_bytes_per_second', C, { source: 'ipsec_tx.rate' }),
  gauge('gateway_receive_bytes_per_second', G, { source: 'net_rx.rate' }),
  gauge('gateway_transmit_bytes_per_second', G, { source: 'net_tx.rate' }),
  gauge('gateway_receive_packets_per_second', G, { source: 'net_rx.Pkgs' }),
  gauge('gateway_transmit_packets_per_second', G, { source: 'net_tx.Pkgs' }),
  gauge('traffic_timestamp_seconds', ['account', 'region', 'metric'], {
    source: 'DescribeMetricLast',
  }),
  gauge('target_up', TARGET),
  gauge('target_last_success_timestamp_seconds', TARGET),
  gauge('target_last_poll_duration_seconds', TARGET),
  gauge('target_resources', TARGET),
  gauge('target_reported_resources', TARGET, { source: 'TotalCount' }),
  gauge('target_rejected_rows', TARGET),
  counter('polls_total', TARGET),
  counter('poll_failures_total', [...TARGET, 'reason']),
  counter('rows_rejected_total', [...TARGET, 'field']),
  counter('api_requests_total', ['account', 'region', 'action', 'code']),
];

/** Metrics of the exporter's own process, without process_* and nodejs_*. */
export const OWN_METRICS: readonly FixedMetric[] = [
  gauge('exporter_time_seconds', []),
  gauge('exporter_api_clock_offset_seconds', []),
  {
    name: 'alicloud_vpn_exporter_api_request_duration_seconds',
    type: 'histogram',
    labels: ['action'],
  },
  counter('unknown_values_total', ['field']),
  counter('http_requests_total', ['handler', 'code']),
  counter('http_connections_refused_total', []),
  gauge('exporter_config_last_reload_successful', []),
  gauge('exporter_config_last_reload_success_timestamp_seconds', []),
  gauge('exporter_build_info', ['version', 'revision', 'node_version']),
  gauge('exporter_demo', []),
  gauge('exporter_web_config_last_reload_successful', []),
  gauge('exporter_poll_interval_seconds', ['collector']),
  gauge('exporter_stale_after_seconds', ['collector']),
  gauge('exporter_shard_info', ['shard']),
  gauge('exporter_shards', []),
  gauge('exporter_target_info', ['account', 'region', 'shard']),
];
