/** A customer gateway in plain readonly values: what Alibaba Cloud calls the peer's device. */

import type { Tags } from '../../model/tags.ts';

/** One row of DescribeCustomerGateways. Text that is missing is ''. */
export interface CustomerGateway {
  readonly id: string;
  readonly name: string;
  /** `IpAddress`: where the peer is reached. */
  readonly ipAddress: string;
  readonly asn: string;
  readonly tags: Tags;
}
