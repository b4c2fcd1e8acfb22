/** VPN gateways. */

import { pagesOf } from '../../alicloud/decode/page.ts';
import { listAll } from '../../alicloud/list.ts';
import type { Collector } from '../collector.ts';
import { decodeGateway } from './decode.ts';
import type { Gateway } from './item.ts';
import { gatewayFamilies } from './metrics.ts';
import { gatewaysRequest } from './request.ts';

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
