/** Customer gateways: name and address of the site that a connection leads to. */

import { pagesOf } from '../../alicloud/decode/page.ts';
import { listAll } from '../../alicloud/list.ts';
import type { Collector } from '../collector.ts';
import { decodeCustomerGateway } from './decode.ts';
import type { CustomerGateway } from './item.ts';
import { customerGatewayFamilies } from './metrics.ts';
import { customerGatewaysRequest } from './request.ts';

export const customerGateways: Collector<CustomerGateway> = {
  meaning: 'DescribeCustomerGateways: name, address and ASN of the peers.',
  enabled: true,
  interval: 10 * 60_000,
  options: {},
  actions: { 'vpc:DescribeCustomerGateways': 'peers have ids, no names and addresses' },
  isOptional: true,
  followUp: undefined,
  lister: (api) => {
    const { region } = api.target;
    const call = {
      wrapper: 'CustomerGateways',
      list: 'CustomerGateway',
      idField: 'CustomerGatewayId',
      decode: decodeCustomerGateway,
      request: (page: number) => customerGatewaysRequest(region, page),
    };
    return ({ known }, signal) => listAll(api, call, known, signal);
  },
  families: (_settings, tagLabels) => customerGatewayFamilies(tagLabels),
  // Two tunnels may end at two of them, and several connections at one.
  calls: (sizes) => pagesOf(sizes.connections),
};
