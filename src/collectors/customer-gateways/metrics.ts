/** The metric of a customer gateway. */

import type { Family } from '../../model/family.ts';
import { tagLabels, type TagLabel } from '../../model/tags.ts';
import type { Shown } from '../collector.ts';
import type { CustomerGateway } from './item.ts';

/** The family of customer gateways. The `copied` tags are labels of it. */
export function customerGatewayFamilies(
  copied: readonly TagLabel[],
): readonly Family<Shown<CustomerGateway>>[] {
  return [
    {
      name: 'alicloud_vpn_customer_gateway_info',
      type: 'gauge',
      help: 'Name, address and ASN of the customer gateway as returned by DescribeCustomerGateways; always 1.',
      labels: [
        'account',
        'region',
        'customer_gateway_id',
        'name',
        'ip_address',
        'asn',
        ...copied.map(({ label }) => label),
      ],
      samples: ({ scope, item }) => [
        [
          1,
          {
            ...scope,
            customer_gateway_id: item.id,
            name: item.name,
            ip_address: item.ipAddress,
            asn: item.asn,
            ...tagLabels(copied, item.tags),
          },
        ],
      ],
    },
  ];
}
