/** CloudMonitor, which knows what passes through tunnels and gateways. */

import type { Product } from '../../product.ts';
import { meaningOfCmsCode } from './codes.ts';
import { cmsHost } from './hosts.ts';

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** `Success` is false; where it is missing, `Code` is not 200. */
function isRefusal(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return false;
  const success: unknown = Reflect.get(body, 'Success');
  if (success !== undefined) return success !== true && !/^true$/i.test(textOf(success));
  const code: unknown = Reflect.get(body, 'Code');
  return code !== undefined && textOf(code) !== '200';
}

export const CMS: Product = {
  name: 'cms',
  version: '2019-01-01',
  hostOf: cmsHost,
  overrideOf: ({ endpoint, cloudmonitorEndpoint }) => cloudmonitorEndpoint ?? endpoint,
  meaningOf: meaningOfCmsCode,
  isRefusal,
  // A tenth of the documented 50 a second for each action, which the account's other tools use, too.
  accountCallsPerSecond: 5,
};
