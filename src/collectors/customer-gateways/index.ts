/** Customer gateways: name and address of the site that a connection leads to. */

import { DescribeCustomerGatewaysRequest } from '@alicloud/vpc20160428/dist/models/DescribeCustomerGatewaysRequest.js';
import { PAGE_SIZE, pagesOf } from '../../alicloud/decode/page.ts';
import { listAll } from '../../alicloud/list.ts';
import { type Request, toRequest } from '../../alicloud/request.ts';
import type { Collector } from '../collector.ts';
import { type CustomerGateway, decodeCustomerGateway } from './item.ts';
import { customerGatewayFamilies } from './metrics.ts';

/** One page of a region; no filter of the account names what the other tunnel of a connection ends at. */
function customerGatewaysRequest(regionId: string, pageNumber: number): Request {
  return toRequest(
    'DescribeCustomerGateways',
    new DescribeCustomerGatewaysRequest({ regionId, pageNumber, pageSize: PAGE_SIZE }),
  );
}

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
