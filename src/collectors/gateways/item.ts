/** A VPN gateway in plain readonly values. */

import type { OrUnknown } from '../../model/values.ts';
import type { Tags } from '../../model/tags.ts';

/** Documented values of `VpnGateway.Status`. */
export const GATEWAY_STATUSES = ['init', 'provisioning', 'active', 'updating', 'deleting'] as const;

/** Documented values of `VpnGateway.BusinessStatus`. */
export const GATEWAY_BUSINESS_STATUSES = ['Normal', 'FinancialLocked'] as const;

export type GatewayStatus = OrUnknown<typeof GATEWAY_STATUSES>;

export type GatewayBusinessStatus = OrUnknown<typeof GATEWAY_BUSINESS_STATUSES>;

/** Documented values of `ReservationData.ReservationOrderType`. */
export const RESERVATION_TYPES = ['RENEW', 'RENEWCHANGE', 'TEMP_UPGRADE'] as const;

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
