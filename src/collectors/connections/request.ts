/** DescribeVpnConnections. */

import {
  DescribeVpnConnectionsRequest,
  DescribeVpnConnectionsRequestTag,
} from '@alicloud/vpc20160428/dist/models/DescribeVpnConnectionsRequest.js';
import { PAGE_SIZE } from '../../alicloud/decode/page.ts';
import { toRequest, type Request } from '../../alicloud/request.ts';
import type { Filters } from '../../model/account.ts';

/** One page of a region, with the account's filters. */
export function connectionsRequest(
  regionId: string,
  filters: Filters,
  pageNumber: number,
): Request {
  const tags = Object.entries(filters.tags).map(
    ([key, value]) => new DescribeVpnConnectionsRequestTag({ key, value }),
  );
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
      tag: tags.length === 0 ? undefined : tags,
    }),
  );
}
