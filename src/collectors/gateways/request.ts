/** DescribeVpnGateways. */

import {
  DescribeVpnGatewaysRequest,
  DescribeVpnGatewaysRequestTag,
} from '@alicloud/vpc20160428/dist/models/DescribeVpnGatewaysRequest.js';
import { PAGE_SIZE } from '../../alicloud/decode/page.ts';
import { toRequest, type Request } from '../../alicloud/request.ts';
import type { Filters } from '../../model/account.ts';

/** One page of a region; of the account's filters those that name gateways. */
export function gatewaysRequest(regionId: string, filters: Filters, pageNumber: number): Request {
  const tags = Object.entries(filters.tags).map(
    ([key, value]) => new DescribeVpnGatewaysRequestTag({ key, value }),
  );
  return toRequest(
    'DescribeVpnGateways',
    new DescribeVpnGatewaysRequest({
      regionId,
      pageNumber,
      pageSize: PAGE_SIZE,
      vpnGatewayId: filters.vpnGatewayId,
      resourceGroupId: filters.resourceGroupId,
      tag: tags.length === 0 ? undefined : tags,
      includeReservationData: true,
    }),
  );
}
