/** Makes the clients of a configuration: one per target, one credential source per account. */

import type { Clock } from '../clock.ts';
import type { AccountConfig, Config } from '../config/config.ts';
import type { Target } from '../target.ts';
import type { CloudApi } from './api.ts';
import type { Attempt } from './caller.ts';
import { Client } from './client.ts';
import type { CredentialSource } from './credential.ts';
import { Limiter } from './limiter.ts';
import type { Transport } from './transport.ts';

/** What the clients share beyond one configuration. */
export interface FactoryDependencies {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly transport: Transport;
  readonly userAgent: string;
  readonly createCredentials: (account: AccountConfig) => CredentialSource;
}

/** Makes the client of one target. */
export type CreateApi = (target: Target, onAttempt: (attempt: Attempt) => void) => CloudApi;

/** The clients of one configuration share its limit of calls in flight. */
export function createApiFactory(deps: FactoryDependencies): (config: Config) => CreateApi {
  return ({ poll }) => {
    const limiter = new Limiter(poll.concurrency);
    const sources = new Map<AccountConfig, CredentialSource>();
    const credentialsOf = (account: AccountConfig): CredentialSource => {
      const source = sources.get(account) ?? deps.createCredentials(account);
      sources.set(account, source);
      return source;
    };
    return (target, onAttempt) =>
      new Client(target, {
        ...deps,
        poll,
        limiter,
        credentials: credentialsOf(target.account),
        onAttempt,
      });
  };
}
