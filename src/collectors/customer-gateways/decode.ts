/** Decodes one row of DescribeCustomerGateways. Its AuthKey is not read. */

import { decodeTags, type Fields } from '../../alicloud/decode/fields.ts';
import type { CustomerGateway } from './item.ts';

/** @throws DecodeError when the id cannot be trusted. */
export function decodeCustomerGateway(row: Fields): CustomerGateway {
  const asn = row.text('Asn');
  return {
    id: row.id('CustomerGatewayId'),
    name: row.text('Name'),
    ipAddress: row.text('IpAddress'),
    // 0 is not set.
    asn: asn === '0' ? '' : asn,
    tags: decodeTags(row, 'Tags'),
  };
}
