/** The metrics of a VPN gateway. */

import { GATEWAY_BUSINESS_STATUSES, GATEWAY_STATUSES, type Gateway } from './item.ts';
import { familyOf, stateSetOf, whenKnown, type Family, type Labels } from '../../model/family.ts';
import { tagLabels, type TagLabel } from '../../model/tags.ts';

const GATEWAY_KEY = ['account', 'region', 'vpn_gateway_id'] as const;

/** One gateway and the labels that identify it. */
export interface GatewaySubject {
  readonly key: Labels<(typeof GATEWAY_KEY)[number]>;
  readonly gateway: Gateway;
}

const family = familyOf<GatewaySubject>();

function info(copied: readonly TagLabel[]): Family<GatewaySubject> {
  return {
    name: 'alicloud_vpn_gateway_info',
    type: 'gauge',
    help: 'Facts of the VPN gateway as returned by DescribeVpnGateways; always 1.',
    labels: [
      ...GATEWAY_KEY,
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
      ...copied.map(({ label }) => label),
    ],
    samples: ({ key, gateway }) => [
      [
        1,
        {
          ...key,
          name: gateway.name,
          spec: gateway.spec,
          vpc_id: gateway.vpcId,
          charge_type: gateway.chargeType,
          gateway_type: gateway.gatewayType,
          vpn_type: gateway.vpnType,
          network_type: gateway.networkType,
          internet_ip: gateway.internetIp,
          standby_internet_ip: gateway.standbyInternetIp,
          bgp_enabled: gateway.bgpEnabled,
          auto_propagate: gateway.autoPropagate,
          resource_group_id: gateway.resourceGroupId,
          ...tagLabels(copied, gateway.tags),
        },
      ],
    ],
  };
}

const facts = [
  family({
    name: 'alicloud_vpn_gateway_bandwidth_bytes_per_second',
    type: 'gauge',
    help: 'Bandwidth of the VPN gateway (Spec) in bytes per second; absent for enhanced gateways, whose connections have their own.',
    labels: GATEWAY_KEY,
    samples: ({ key, gateway }) =>
      whenKnown(gateway.bandwidthBytesPerSecond).map((value) => [value, key]),
  }),
  family({
    name: 'alicloud_vpn_gateway_created_timestamp_seconds',
    type: 'gauge',
    help: 'When the VPN gateway was created (CreateTime), in seconds since the epoch.',
    labels: GATEWAY_KEY,
    samples: ({ key, gateway }) => whenKnown(gateway.createdSeconds).map((value) => [value, key]),
  }),
];

const states = [
  family({
    name: 'alicloud_vpn_gateway_status',
    type: 'gauge',
    help: 'State set of the status of the VPN gateway (Status); the current one is 1; absent where the API returns none.',
    labels: [...GATEWAY_KEY, 'status'],
    samples: ({ key, gateway }) =>
      stateSetOf(GATEWAY_STATUSES, gateway.status).map(([value, status]) => [
        value,
        { ...key, status },
      ]),
  }),
  family({
    name: 'alicloud_vpn_gateway_business_status',
    type: 'gauge',
    help: 'State set of the billing status of the VPN gateway (BusinessStatus); the current one is 1; absent where the API returns none.',
    labels: [...GATEWAY_KEY, 'status'],
    samples: ({ key, gateway }) =>
      stateSetOf(GATEWAY_BUSINESS_STATUSES, gateway.businessStatus).map(([value, status]) => [
        value,
        { ...key, status },
      ]),
  }),
  family({
    name: 'alicloud_vpn_gateway_expiration_timestamp_seconds',
    type: 'gauge',
    help: 'When the subscription of the VPN gateway ends (EndTime), in seconds since the epoch; only where ChargeType says subscription (Prepay).',
    labels: GATEWAY_KEY,
    samples: ({ key, gateway }) =>
      whenKnown(gateway.expirationSeconds).map((value) => [value, key]),
  }),
  family({
    name: 'alicloud_vpn_gateway_reservation_end_timestamp_seconds',
    type: 'gauge',
    help: 'Until when the order that is booked for the VPN gateway lasts (ReservationData), in seconds since the epoch; absent where none is.',
    labels: [...GATEWAY_KEY, 'type'],
    samples: ({ key, gateway: { reservation } }) =>
      reservation === undefined
        ? []
        : [[reservation.endSeconds, { ...key, type: reservation.type }]],
  }),
];

/** All families of a gateway. The `copied` tags are labels of the info metric. */
export function gatewayFamilies(copied: readonly TagLabel[]): readonly Family<GatewaySubject>[] {
  return [info(copied), ...facts, ...states];
}
