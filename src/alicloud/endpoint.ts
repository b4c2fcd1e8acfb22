/** Which API an action belongs to, and where it is reached. */

import type { Product } from './product.ts';
import { CMS } from './products/cms.ts';
import { VPC } from './products/vpc.ts';
import type { AccountConfig, HttpConfig } from '../model/account.ts';

/** @param action as RAM names it: `vpc:DescribeVpnConnections` */
export function productOf(action: string): Product {
  return action.startsWith(`${CMS.name}:`) ? CMS : VPC;
}

/** Protocol and authority of one API endpoint. */
export interface Endpoint {
  readonly protocol: 'http:' | 'https:';
  /** host or host:port; also the signed Host header. */
  readonly host: string;
  /** How it is reached; undefined: without a proxy, with the certificates of Node.js. */
  readonly http?: HttpConfig;
}

/** The endpoint of a region: the account's override (a URL, or a host without a scheme), or the public or private host. */
export function endpointOf(
  account: Pick<AccountConfig, 'endpoint' | 'cloudmonitorEndpoint' | 'network'>,
  region: string,
  product: Product = VPC,
): Endpoint {
  const override = product.overrideOf(account);
  if (override === undefined) {
    return { protocol: 'https:', host: product.hostOf(region, account.network) };
  }
  const url = new URL(override.includes('://') ? override : `https://${override}`);
  return { protocol: url.protocol === 'http:' ? 'http:' : 'https:', host: url.host };
}
