/** The metrics of a VPN gateway. */

import { GATEWAY_BUSINESS_STATUSES, GATEWAY_STATUSES, type Gateway } from './item.ts';
import { rowsOf, type Family } from '../../model/family.ts';
import type { TagLabel } from '../../model/tags.ts';
import type { Shown } from '../collector.ts';

const { row, gauge, states, info } = rowsOf(
  ['account', 'region', 'vpn_gateway_id'],
  ({ scope, item }: Shown<Gateway>) => [[{ ...scope, vpn_gateway_id: item.id }, item]],
);

/** All families of a gateway. The `copied` tags are labels of the info metric. */
export function gatewayFamilies(copied: readonly TagLabel[]): readonly Family<Shown<Gateway>>[] {
  return [
    info(
      'alicloud_vpn_gateway_info',
      'Facts of the VPN gateway as returned by DescribeVpnGateways; always 1.',
      {
        name: ({ name }) => name,
        spec: ({ spec }) => spec,
        vpc_id: ({ vpcId }) => vpcId,
        charge_type: ({ chargeType }) => chargeType,
        gateway_type: ({ gatewayType }) => gatewayType,
        vpn_type: ({ vpnType }) => vpnType,
        network_type: ({ networkType }) => networkType,
        internet_ip: ({ internetIp }) => internetIp,
        standby_internet_ip: ({ standbyInternetIp }) => standbyInternetIp,
        bgp_enabled: ({ bgpEnabled }) => bgpEnabled,
        auto_propagate: ({ autoPropagate }) => autoPropagate,
        resource_group_id: ({ resourceGroupId }) => resourceGroupId,
      },
      copied,
      ({ tags }) => tags,
    ),
    gauge(
      'alicloud_vpn_gateway_bandwidth_bytes_per_second',
      'Bandwidth of the VPN gateway (Spec) in bytes per second; absent for enhanced gateways, whose connections have their own.',
      ({ bandwidthBytesPerSecond }) => bandwidthBytesPerSecond,
    ),
    gauge(
      'alicloud_vpn_gateway_created_timestamp_seconds',
      'When the VPN gateway was created (CreateTime), in seconds since the epoch.',
      ({ createdSeconds }) => createdSeconds,
    ),
    states(
      'alicloud_vpn_gateway_status',
      'State set of the status of the VPN gateway (Status); the current one is 1; absent where the API returns none.',
      'status',
      GATEWAY_STATUSES,
      ({ status }) => status,
    ),
    states(
      'alicloud_vpn_gateway_business_status',
      'State set of the billing status of the VPN gateway (BusinessStatus); the current one is 1; absent where the API returns none.',
      'status',
      GATEWAY_BUSINESS_STATUSES,
      ({ businessStatus }) => businessStatus,
    ),
    gauge(
      'alicloud_vpn_gateway_expiration_timestamp_seconds',
      'When the subscription of the VPN gateway ends (EndTime), in seconds since the epoch; only where ChargeType says subscription (Prepay).',
      ({ expirationSeconds }) => expirationSeconds,
    ),
    row(
      'alicloud_vpn_gateway_reservation_end_timestamp_seconds',
      'Until when the order that is booked for the VPN gateway lasts (ReservationData), in seconds since the epoch; absent where none is.',
      ['type'],
      (key, { reservation }) =>
        reservation === undefined
          ? []
          : [[reservation.endSeconds, { ...key, type: reservation.type }]],
    ),
  ];
}
