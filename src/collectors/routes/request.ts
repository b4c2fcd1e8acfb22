/** DescribeVcoRouteEntries and DescribeVpnRouteEntries. */

import { DescribeVcoRouteEntriesRequest } from '@alicloud/vpc20160428/dist/models/DescribeVcoRouteEntriesRequest.js';
import { DescribeVpnRouteEntriesRequest } from '@alicloud/vpc20160428/dist/models/DescribeVpnRouteEntriesRequest.js';
import { PAGE_SIZE } from '../../alicloud/decode/page.ts';
import { toRequest, type Request } from '../../alicloud/request.ts';

/** One page of a connection's routes; of custom routes only the counts beside them are wanted. */
export function routesRequest(
  regionId: string,
  vpnConnectionId: string,
  routeEntryType: 'custom' | 'bgp',
  pageNumber: number,
): Request {
  return toRequest(
    'DescribeVcoRouteEntries',
    new DescribeVcoRouteEntriesRequest({
      regionId,
      vpnConnectionId,
      routeEntryType,
      pageNumber,
      pageSize: routeEntryType === 'custom' ? 1 : PAGE_SIZE,
    }),
  );
}

/** One page of a VPN gateway's routes. */
export function gatewayRoutesRequest(
  regionId: string,
  vpnGatewayId: string,
  routeEntryType: 'custom' | 'bgp',
  pageNumber: number,
): Request {
  return toRequest(
    'DescribeVpnRouteEntries',
    new DescribeVpnRouteEntriesRequest({
      regionId,
      vpnGatewayId,
      routeEntryType,
      pageNumber,
      pageSize: PAGE_SIZE,
    }),
  );
}
