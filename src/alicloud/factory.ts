/** Makes the clients of a configuration: one per target, one credential source per account. */

import type { Clock } from '../model/clock.ts';
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

const SECONDS_PER_MINUTE = 60;

/** One bucket for each account and API that counts calls for the account as a whole. */
function accountBuckets(clock: Clock) {
  const buckets = new Map<AccountConfig, Map<Product, TokenBucket>>();
  return (account: AccountConfig, product: Product): TokenBucket | undefined => {
    const perSecond = product.accountCallsPerSecond;
    if (perSecond === undefined) return undefined;
    const ofAccount = buckets.get(account) ?? new Map<Product, TokenBucket>();
    buckets.set(account, ofAccount);
    const bucket =
      ofAccount.get(product) ?? new TokenBucket(perSecond * SECONDS_PER_MINUTE, clock, perSecond);
    ofAccount.set(product, bucket);
    return bucket;
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
    const sources = new Map<AccountConfig, CredentialSource>();
    const credentialsOf = (account: AccountConfig): CredentialSource => {
      const source = sources.get(account) ?? deps.createCredentials(account);
      sources.set(account, source);
      return source;
    };
    const bucketOf = accountBuckets(deps.clock);
    return (target, onAttempt) =>
      new Client(target, {
        ...deps,
        transport,
        poll,
        limiter,
        credentials: credentialsOf(target.account),
        accountBucket: (product) => bucketOf(target.account, product),
        onAttempt,
      });
  };
}
