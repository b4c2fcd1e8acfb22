/** What is polled: one account in one region. */

import type { AccountConfig } from './config/config.ts';

/** One account in one region. */
export interface Target {
  readonly account: AccountConfig;
  readonly region: string;
}

/** Identifies a target among all others, across reloads of the configuration. */
export function targetKey({ account, region }: Target): string {
  return JSON.stringify([account.name, region]);
}
