/** How often each collector polls, and how long what it saw may be shown. Pure. */

import { COLLECTORS, type CollectorName } from '../config/collectors.ts';
import type { Config } from '../config/config.ts';
import type { Items } from './store.ts';

/** Times of one collector, in milliseconds. */
export interface Timing {
  readonly intervalMs: number;
  readonly staleAfterMs: number;
}

/** Regions are looked up once an hour; a look-up that failed is repeated like any poll. */
export const DISCOVERY_INTERVAL_MS = 60 * 60_000;

/** What a collector with a longer interval shows outlives two of its polls. */
const STALE_INTERVALS = 2.5;

/** Collectors that ask further about the connections just seen. */
const DERIVED: ReadonlySet<CollectorName> = new Set(['diagnosis', 'routes']);

/** The collectors that run. Those of connections' details have nothing to do without the connections. */
export function collectorsOf({ collectors }: Config): readonly CollectorName[] {
  return COLLECTORS.filter(
    (name) => collectors[name].enabled && (!DERIVED.has(name) || collectors.connections.enabled),
  );
}

function intervalOf({ poll, collectors }: Config, name: keyof Items): number {
  if (name === 'regions') return DISCOVERY_INTERVAL_MS;
  const listed = DERIVED.has(name) ? 'connections' : name;
  return collectors[listed].intervalMs ?? poll.intervalMs;
}

/** The times of one collector. */
export function timingOf(config: Config, name: keyof Items): Timing {
  const { poll } = config;
  const intervalMs = intervalOf(config, name);
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
