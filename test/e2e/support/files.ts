/** Configuration files for real processes. */

import { stringify } from 'yaml';
import { generatedKey } from '../../support/scenarios/generate.ts';

/** Quick polls, for tests that wait for several of them. */
export const QUICK_POLL = {
  interval: '200ms',
  timeout: '200ms',
  request_timeout: '150ms',
  stale_after: '1m',
};

/** An account of a generated scenario. */
export function accountOf(name: string, endpoint: string, regions: readonly string[]): object {
  const { id, secret } = generatedKey(name);
  return {
    name,
    regions,
    endpoint,
    credentials: { type: 'access_key', access_key_id: id, access_key_secret: secret },
  };
}

/** A configuration as YAML. */
export function configOf(accounts: readonly object[], rest: object = {}): string {
  return stringify({ poll: QUICK_POLL, accounts, ...rest });
}
