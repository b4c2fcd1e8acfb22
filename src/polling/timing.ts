/** How often each collector polls, and how long what it saw may be shown. Pure. */

import type { Config } from '../config/config.ts';
import { collectorsOf } from './jobs.ts';
import type { Items } from './store.ts';

/** Times of one collector, in milliseconds. */
export interface Timing {
  readonly intervalMs: number;
  readonly staleAfterMs: number;
}

/** The times of each collector that runs, in the order of the configuration. */
export function timingsOf(config: Config): ReadonlyMap<keyof Items, Timing> {
  const { intervalMs, staleAfterMs } = config.poll;
  return new Map(collectorsOf(config).map((name) => [name, { intervalMs, staleAfterMs }] as const));
}
