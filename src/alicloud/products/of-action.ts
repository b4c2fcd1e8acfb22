/** Which API an action belongs to. */

import type { Product } from '../product.ts';
import { CMS } from './cms/cms.ts';
import { VPC } from './vpc/vpc.ts';

/** @param action as RAM names it: `vpc:DescribeVpnConnections` */
export function productOf(action: string): Product {
  return action.startsWith(`${CMS.name}:`) ? CMS : VPC;
}
