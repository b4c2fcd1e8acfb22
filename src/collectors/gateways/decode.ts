/** Decodes one row of DescribeVpnGateways. */

import { GATEWAY_BUSINESS_STATUSES, GATEWAY_STATUSES, type Gateway } from '../../model/domain.ts';
import type { Fields } from '../../alicloud/decode/fields.ts';
import { decodeTags } from '../../alicloud/decode/tags.ts';
import { decodeSeconds } from '../../alicloud/decode/time.ts';

/** @throws DecodeError when the id or a status cannot be trusted. */
export function decodeGateway(row: Fields): Gateway {
  const chargeType = row.text('ChargeType');
  return {
    id: row.id('VpnGatewayId'),
    name: row.text('Name'),
    spec: row.text('Spec'),
    vpcId: row.text('VpcId'),
    chargeType,
    gatewayType: row.text('GatewayType'),
    networkType: row.text('NetworkType'),
    internetIp: row.text('InternetIp'),
    tags: decodeTags(row, 'Tags'),
    status: row.oneOfThese('Status', GATEWAY_STATUSES),
    businessStatus: row.oneOfThese('BusinessStatus', GATEWAY_BUSINESS_STATUSES),
    // Only a subscription has an end, whatever EndTime says.
    expirationSeconds: /^prepay$/i.test(chargeType) ? decodeSeconds(row, 'EndTime') : undefined,
  };
}
