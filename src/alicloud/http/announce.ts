/** Says at the start which proxies the calls of the API go through. */

import type { AccountConfig } from '../../model/account.ts';
import type { Environment } from '../../config/expand.ts';
import type { Logger } from '../../model/log.ts';
import { endpointOf } from '../endpoint.ts';
import { socketError } from '../socket-errors.ts';
import { proxyRule } from './proxy.ts';

/** Where discovery asks, when the regions are not known yet. */
const DISCOVERY = ['cn-hangzhou'];

/** The proxy on the way to an account's endpoint, without credentials, or what is wrong with it; undefined: none. */
export function shownProxy(
  account: AccountConfig,
  region: string,
  env: Environment,
): string | undefined {
  const { protocol, host } = endpointOf(account, region);
  try {
    return proxyRule(account.http, env)(new URL(`${protocol}//${host}`))?.shown;
  } catch (error) {
    return socketError(error).failure.hint;
  }
}

/** The proxies of an account's endpoints. */
function proxiesOf(account: AccountConfig, env: Environment): readonly string[] {
  const regions = account.regions === 'all' ? DISCOVERY : account.regions;
  const shown = regions.map((region) => shownProxy(account, region, env));
  return [...new Set(shown.filter((each) => each !== undefined))];
}

/** One line for each proxy, with the accounts that use it; none without a proxy. */
export function announceProxies(
  accounts: readonly AccountConfig[],
  env: Environment,
  log: Logger,
): void {
  const users = new Map<string, string[]>();
  for (const account of accounts) {
    for (const proxy of proxiesOf(account, env)) {
      users.set(proxy, [...(users.get(proxy) ?? []), account.name]);
    }
  }
  for (const [proxy, names] of users) {
    log.info({ proxy, accounts: names.join(', ') }, 'calling the API through a proxy');
  }
}
