/** DescribeCustomerGateways. */

import { DescribeCustomerGatewaysRequest } from '@alicloud/vpc20160428/dist/models/DescribeCustomerGatewaysRequest.js';
import { PAGE_SIZE } from '../../alicloud/decode/page.ts';
import { toRequest, type Request } from '../../alicloud/request.ts';

/** One page of a region; no filter of the account names what the other tunnel of a connection ends at. */
export function customerGatewaysRequest(regionId: string, pageNumber: number): Request {
  return toRequest(
    'DescribeCustomerGateways',
    new DescribeCustomerGatewaysRequest({ regionId, pageNumber, pageSize: PAGE_SIZE }),
  );
}
