/** Makes the clients of a configuration: one per target, one credential source per account. */

import type { Config } from '../config/config.ts';
import type { AccountConfig } from '../model/account.ts';
import type { Target } from '../model/target.ts';
import { Client, type CallAttempt, type ClientDependencies } from './client.ts';
import type { CredentialSource } from './credential.ts';
import { spreadAnswers } from './transport.ts';
import { Limiter, TokenBucket } from './limits.ts';
import type { Product } from './product.ts';

/** What the clients share beyond one configuration. */
export interface FactoryDependencies extends Pick<
  ClientDependencies,
  'clock' | 'log' | 'random' | 'transport' | 'userAgent'
> {
  readonly createCredentials: (account: AccountConfig) => CredentialSource;
}

export type CreateClient = (target: Target, onAttempt: (attempt: CallAttempt) => void) => Client;

/** What the clients of one account share. */
function createShare(account: AccountConfig, { clock, createCredentials }: FactoryDependencies) {
  const buckets = new Map<Product, TokenBucket>();
  return {
    credentials: createCredentials(account),
    accountBucket: (product: Product): TokenBucket | undefined => {
      const perSecond = product.accountCallsPerSecond;
      if (perSecond === undefined) return undefined;
      const bucket = buckets.get(product) ?? new TokenBucket(perSecond * 60, clock, perSecond);
      buckets.set(product, bucket);
      return bucket;
    },
  };
}

/**
 * All clients share the limit of calls in flight, across configurations too: after a reload, clients of the old one
 * go on beside those of the new one.
 */
export function createClientFactory(deps: FactoryDependencies): (config: Config) => CreateClient {
  const limiters = new Map<number, Limiter>();
  const transport = spreadAnswers(deps.transport);
  return ({ poll }) => {
    const limiter = limiters.get(poll.concurrency) ?? new Limiter(poll.concurrency);
    limiters.set(poll.concurrency, limiter);
    const shares = new Map<AccountConfig, ReturnType<typeof createShare>>();
    return (target, onAttempt) => {
      const share = shares.get(target.account) ?? createShare(target.account, deps);
      shares.set(target.account, share);
      return new Client(target, { ...deps, ...share, transport, poll, limiter, onAttempt });
    };
  };
}
