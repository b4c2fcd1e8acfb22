/** The metric of a customer gateway. */

import { rowsOf, type Family } from '../../model/family.ts';
import type { TagLabel } from '../../model/tags.ts';
import type { Shown } from '../collector.ts';
import type { CustomerGateway } from './item.ts';

const { info } = rowsOf(
  ['account', 'region', 'customer_gateway_id'],
  ({ scope, item }: Shown<CustomerGateway>) => [[{ ...scope, customer_gateway_id: item.id }, item]],
);

/** The family of customer gateways. The `copied` tags are labels of it. */
export function customerGatewayFamilies(
  copied: readonly TagLabel[],
): readonly Family<Shown<CustomerGateway>>[] {
  return [
    info(
      'alicloud_vpn_customer_gateway_info',
      'Name, address and ASN of the customer gateway as returned by DescribeCustomerGateways; always 1.',
      {
        name: ({ name }) => name,
        ip_address: ({ ipAddress }) => ipAddress,
        asn: ({ asn }) => asn,
      },
      copied,
      ({ tags }) => tags,
    ),
  ];
}
