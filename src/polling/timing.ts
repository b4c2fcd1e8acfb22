/** How often each collector polls, and how long what it saw may be shown. Pure. */

import { COLLECTOR_NAMES, COLLECTORS, type CollectorName } from '../collectors/index.ts';
import type { Config } from '../config/config.ts';
import type { Items } from './polled.ts';

/** Times of one collector, in milliseconds. */
export interface Timing {
  readonly intervalMs: number;
  readonly staleAfterMs: number;
}

/** Regions are looked up once an hour; a look-up that failed is repeated like any poll. */
export const DISCOVERY_INTERVAL_MS = 60 * 60_000;

/** What a collector with a longer interval shows outlives two of its polls. */
const STALE_INTERVALS = 2.5;

function isEnabled(name: CollectorName, { collectors }: Pick<Config, 'collectors'>): boolean {
  return collectors[name].enabled;
}

/** The collectors that run. One that follows others has nothing to do without any of them. */
export function collectorsOf(config: Pick<Config, 'collectors'>): readonly CollectorName[] {
  return COLLECTOR_NAMES.filter((name) => {
    const { needs } = COLLECTORS[name].followUp ?? {};
    const isNeeded = needs === undefined || needs.some((need) => isEnabled(need, config));
    return isEnabled(name, config) && isNeeded;
  });
}

function intervalOf(config: Config, name: CollectorName): number {
  const { interval, followUp } = COLLECTORS[name];
  const own = config.collectors[name].intervalMs;
  if (own !== undefined) return own;
  if (interval !== undefined) return interval === 'poll' ? config.poll.intervalMs : interval;
  const followed = followUp?.needs.find((need) => isEnabled(need, config));
  return followed === undefined ? config.poll.intervalMs : intervalOf(config, followed);
}

/** The times of one collector. */
export function timingOf(config: Config, name: keyof Items): Timing {
  const { poll } = config;
  const intervalMs = name === 'regions' ? DISCOVERY_INTERVAL_MS : intervalOf(config, name);
  const isSlow = intervalMs > poll.intervalMs;
  const staleAfterMs = isSlow
    ? Math.max(poll.staleAfterMs, STALE_INTERVALS * intervalMs)
    : poll.staleAfterMs;
  return { intervalMs, staleAfterMs };
}

/** The times of each collector that runs, in the order of the configuration. */
export function timingsOf(config: Config): ReadonlyMap<keyof Items, Timing> {
  const discovers = config.accounts.some(({ regions }) => regions === 'all');
  const names = [...collectorsOf(config), ...(discovers ? (['regions'] as const) : [])];
  return new Map(names.map((name) => [name, timingOf(config, name)] as const));
}
