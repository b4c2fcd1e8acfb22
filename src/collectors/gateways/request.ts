/** DescribeVpnGateways. */

import {
  DescribeVpnGatewaysRequest,
  DescribeVpnGatewaysRequestTag,
} from '@alicloud/vpc20160428/dist/models/DescribeVpnGatewaysRequest.js';
import { PAGE_SIZE } from '../../alicloud/decode/page.ts';
import { tagFilters, toRequest, type Request } from '../../alicloud/request.ts';
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
