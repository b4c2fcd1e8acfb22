/** Decodes one row of DescribeVpnGateways. */

import {
  GATEWAY_BUSINESS_STATUSES,
  GATEWAY_STATUSES,
  RESERVATION_TYPES,
  type Gateway,
} from './item.ts';
import {
  decodeInstant,
  decodeSeconds,
  decodeSpec,
  decodeTags,
  type Fields,
} from '../../alicloud/decode/fields.ts';

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
