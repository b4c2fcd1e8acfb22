/** The VPC API, which VPN gateways and connections belong to. */

import type { Product } from '../../product.ts';
import { vpcHost } from './hosts.ts';

export const VPC: Product = {
  name: 'vpc',
  version: '2016-04-28',
  hostOf: vpcHost,
  overrideOf: ({ endpoint }) => endpoint,
  meaningOf: () => undefined,
  isRefusal: () => false,
};
