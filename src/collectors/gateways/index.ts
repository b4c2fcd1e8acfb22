/** VPN gateways. */

import {
  DescribeVpnGatewaysRequest,
  DescribeVpnGatewaysRequestTag,
} from '@alicloud/vpc20160428/dist/models/DescribeVpnGatewaysRequest.js';
import { PAGE_SIZE, pagesOf } from '../../alicloud/decode/page.ts';
import { listAll } from '../../alicloud/list.ts';
import { type Request, tagFilters, toRequest } from '../../alicloud/request.ts';
import type { Collector } from '../collector.ts';
import { decodeGateway, type Gateway } from './item.ts';
import { gatewayFamilies } from './metrics.ts';
import type { Filters } from '../../model/account.ts';

/** One page of a region; of the account's filters those that name gateways. */
export function gatewaysRequest(regionId: string, filters: Filters, pageNumber: number): Request {
  return toRequest(
    'DescribeVpnGateways',
    new DescribeVpnGatewaysRequest({
      regionId,
      pageNumber,
      pageSize: PAGE_SIZE,
      vpnGatewayId: filters.vpnGatewayId,
      resourceGroupId: filters.resourceGroupId,
      tag: tagFilters(filters.tags, DescribeVpnGatewaysRequestTag),
      includeReservationData: true,
    }),
  );
}

export const gateways: Collector<Gateway> = {
  meaning: 'DescribeVpnGateways: state, lock and expiry of gateways.',
  enabled: true,
  interval: 'poll',
  options: {},
  actions: { 'vpc:DescribeVpnGateways': 'no gateway series: lock and expiry are not seen' },
  isOptional: false,
  followUp: undefined,
  lister: (api) => {
    const { account, region } = api.target;
    const call = {
      wrapper: 'VpnGateways',
      list: 'VpnGateway',
      idField: 'VpnGatewayId',
      decode: decodeGateway,
      request: (page: number) => gatewaysRequest(region, account.filters, page),
    };
    return ({ known }, signal) => listAll(api, call, known, signal);
  },
  families: (_settings, tagLabels) => gatewayFamilies(tagLabels),
  calls: (sizes) => pagesOf(sizes.gateways),
};
