/** Says at the start which proxies the calls of the API go through. */

import type { AccountConfig } from '../../model/account.ts';
import type { Environment } from '../../model/environment.ts';
import type { Logger } from '../../model/log.ts';
import { endpointOf } from '../transport.ts';
import { DISCOVERY_REGION } from '../regions.ts';
import { socketError } from '../socket-errors.ts';
import { proxyRule } from './proxy.ts';

interface Way {
  /** Without credentials; undefined: none. */
  readonly proxy?: string | undefined;
  /** What is wrong with the setting that names it. */
  readonly fault?: string;
}

function wayTo(account: AccountConfig, region: string, env: Environment): Way {
  const { protocol, host } = endpointOf(account, region);
  try {
    return { proxy: proxyRule(account.http, env)(new URL(`${protocol}//${host}`))?.shown };
  } catch (error) {
    return { fault: socketError(error).failure.hint };
  }
}

/** The proxy on the way to an account's endpoint, without credentials, or what is wrong with it; undefined: none. */
export function shownProxy(
  account: AccountConfig,
  region: string,
  env: Environment,
): string | undefined {
  const { proxy, fault } = wayTo(account, region, env);
  return fault ?? proxy;
}

function regionsOf({ regions }: AccountConfig): readonly string[] {
  return regions === 'all' ? [DISCOVERY_REGION] : regions;
}

/** The proxies of an account's endpoints. */
function proxiesOf(account: AccountConfig, env: Environment): readonly string[] {
  const shown = regionsOf(account).map((region) => shownProxy(account, region, env));
  return [...new Set(shown.filter((each) => each !== undefined))];
}

/** What is wrong with the settings that name proxies: `HTTPS_PROXY: not the URL of ...`, each once. */
export function proxyFaults(
  accounts: readonly AccountConfig[],
  env: Environment,
): readonly string[] {
  const faults = accounts.flatMap((account) =>
    regionsOf(account).map((region) => wayTo(account, region, env).fault),
  );
  return [...new Set(faults.filter((fault) => fault !== undefined))];
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
