/** A VPN gateway in plain readonly values, and how one row of DescribeVpnGateways is decoded. */

import {
  decodeInstant,
  decodeSeconds,
  decodeSpec,
  decodeTags,
  type Fields,
} from '../../alicloud/decode/fields.ts';
import type { Tags } from '../../model/tags.ts';
import type { OrUnknown } from '../../model/values.ts';

/** Documented values of `VpnGateway.Status`. */
export const GATEWAY_STATUSES = ['init', 'provisioning', 'active', 'updating', 'deleting'] as const;

/** Documented values of `VpnGateway.BusinessStatus`. */
export const GATEWAY_BUSINESS_STATUSES = ['Normal', 'FinancialLocked'] as const;

export type GatewayStatus = OrUnknown<typeof GATEWAY_STATUSES>;

export type GatewayBusinessStatus = OrUnknown<typeof GATEWAY_BUSINESS_STATUSES>;

/** Documented values of `ReservationData.ReservationOrderType`. */
const RESERVATION_TYPES = ['RENEW', 'RENEWCHANGE', 'TEMP_UPGRADE'] as const;

/** An order that is booked for a gateway (`ReservationData`). */
export interface Reservation {
  /** One of these, or `unknown` for one that is not documented. */
  readonly type: string;
  /** `ReservationEndTime` in seconds since the epoch. */
  readonly endSeconds: number;
}

/** One row of DescribeVpnGateways. Text that is missing is ''. */
export interface Gateway {
  readonly id: string;
  readonly name: string;
  readonly spec: string;
  readonly vpcId: string;
  readonly chargeType: string;
  readonly gatewayType: string;
  readonly vpnType: string;
  readonly networkType: string;
  readonly internetIp: string;
  /** `DisasterRecoveryInternetIp`: the second address, where there are two tunnels. */
  readonly standbyInternetIp: string;
  /** `EnableBgp` and `AutoPropagate`: true, false, or '' where the API says nothing. */
  readonly bgpEnabled: string;
  readonly autoPropagate: string;
  readonly resourceGroupId: string;
  readonly tags: Tags;
  /** Undefined where the API returns none, as for enhanced gateways. */
  readonly status: GatewayStatus | undefined;
  readonly businessStatus: GatewayBusinessStatus | undefined;
  /** `Spec`; undefined for an enhanced gateway, whose connections have bandwidths of their own. */
  readonly bandwidthBytesPerSecond: number | undefined;
  /** `CreateTime` in seconds since the epoch. */
  readonly createdSeconds: number | undefined;
  /** `EndTime` of a subscription in seconds since the epoch. */
  readonly expirationSeconds: number | undefined;
  readonly reservation: Reservation | undefined;
}

const SWITCH = ['true', 'false'];

/** Booked orders come with the row, where they are asked for. */
function decodeReservation(row: Fields): Gateway['reservation'] {
  const data = row.detail('ReservationData');
  const type = data?.choice('ReservationOrderType', RESERVATION_TYPES) ?? '';
  const endSeconds = data && decodeInstant(data, 'ReservationEndTime');
  return type === '' || endSeconds === undefined ? undefined : { type, endSeconds };
}

/** @throws DecodeError when the id or a status cannot be trusted. */
export function decodeGateway(row: Fields): Gateway {
  const chargeType = row.text('ChargeType');
  const gatewayType = row.text('GatewayType');
  return {
    id: row.id('VpnGatewayId'),
    name: row.text('Name'),
    spec: row.text('Spec'),
    vpcId: row.text('VpcId'),
    chargeType,
    gatewayType,
    vpnType: row.text('VpnType'),
    networkType: row.text('NetworkType'),
    internetIp: row.text('InternetIp'),
    standbyInternetIp: row.text('DisasterRecoveryInternetIp'),
    bgpEnabled: row.choice('EnableBgp', SWITCH),
    autoPropagate: row.choice('AutoPropagate', SWITCH),
    resourceGroupId: row.text('ResourceGroupId'),
    tags: decodeTags(row, 'Tags'),
    status: row.oneOfThese('Status', GATEWAY_STATUSES),
    businessStatus: row.oneOfThese('BusinessStatus', GATEWAY_BUSINESS_STATUSES),
    bandwidthBytesPerSecond: /^enhanced/i.test(gatewayType) ? undefined : decodeSpec(row),
    createdSeconds: decodeSeconds(row, 'CreateTime'),
    // Only a subscription has an end, whatever EndTime says.
    expirationSeconds: /^prepay$/i.test(chargeType) ? decodeSeconds(row, 'EndTime') : undefined,
    reservation: decodeReservation(row),
  };
}
