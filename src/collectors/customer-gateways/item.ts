/** A customer gateway in plain readonly values: what Alibaba Cloud calls the peer's device; and how one row of DescribeCustomerGateways is decoded. Its AuthKey is not read. */

import { decodeTags, type Fields } from '../../alicloud/decode/fields.ts';
import type { Tags } from '../../model/tags.ts';

/** One row of DescribeCustomerGateways. Text that is missing is ''. */
export interface CustomerGateway {
  readonly id: string;
  readonly name: string;
  /** `IpAddress`: where the peer is reached. */
  readonly ipAddress: string;
  readonly asn: string;
  readonly tags: Tags;
}

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
