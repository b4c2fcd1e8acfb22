/** DescribeVpnConnections. */

import {
  DescribeVpnConnectionsRequest,
  DescribeVpnConnectionsRequestTag,
} from '@alicloud/vpc20160428/dist/models/DescribeVpnConnectionsRequest.js';
import { PAGE_SIZE } from '../../alicloud/decode/page.ts';
import { tagFilters, toRequest, type Request } from '../../alicloud/request.ts';
import type { Filters } from '../../model/account.ts';

/** One page of a region, with the account's filters. */
export function connectionsRequest(
  regionId: string,
  filters: Filters,
  pageNumber: number,
): Request {
  return toRequest(
    'DescribeVpnConnections',
    new DescribeVpnConnectionsRequest({
      regionId,
      pageNumber,
      pageSize: PAGE_SIZE,
      vpnGatewayId: filters.vpnGatewayId,
      customerGatewayId: filters.customerGatewayId,
      vpnConnectionId: filters.vpnConnectionId,
      resourceGroupId: filters.resourceGroupId,
      tag: tagFilters(filters.tags, DescribeVpnConnectionsRequestTag),
    }),
  );
}
