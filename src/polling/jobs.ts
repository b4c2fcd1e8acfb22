/** From a configuration to the loops that run for it: what is polled, how often, how long what was seen may be shown, and how many connections that holds. Pure. */

import { PAGE_SIZE } from '../alicloud/decode/page.ts';
import { MAX_PAGES } from '../alicloud/list.ts';
import { DISCOVERY_REGION } from '../alicloud/regions.ts';
import { COLLECTOR_NAMES, type CollectorName, COLLECTORS } from '../collectors/index.ts';
import type { Config } from '../config/config.ts';
import { fingerprint } from '../config/secrets.ts';
import type { Target } from '../model/target.ts';
import type { Items } from './polled.ts';
import type { TargetState } from './store.ts';

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

/** Documented quota of every list call, per minute, account and region. */
export const QUOTA_PER_MINUTE = 600;

/** A typical call, in milliseconds: with those in flight it says how many calls fit into a time. */
export const CALL_MS = 200;

/** The part of the calls that the pages of connections may take: gateways, diagnosis and repetitions need some, too. */
const PAGES_SHARE = 0.9;

/** Route counts take half of the calls. */
const ROUTES_SHARE = 0.5;

/** Up to how many connections of one region are listed within one interval. */
export function connectionsHeld(config: Config): number {
  const { poll, collectors } = config;
  const { intervalMs } = timingOf(config, 'connections');
  const share = collectors.routes.enabled ? ROUTES_SHARE : PAGES_SHARE;
  const perMinute = share * Math.min(poll.requestsPerMinute, QUOTA_PER_MINUTE);
  const byRate = (perMinute * intervalMs) / 60_000;
  const byTime = (poll.concurrency * Math.min(intervalMs, poll.timeoutMs)) / CALL_MS;
  return Math.floor(Math.min(byRate, byTime, MAX_PAGES)) * PAGE_SIZE;
}

/** One loop to run, without its client. */
export interface JobPlan {
  /** What the series are labelled with. */
  readonly target: Target;
  /** The region whose endpoint is called. */
  readonly endpointRegion: string;
  readonly collectors: readonly (keyof Items)[];
  readonly rounds: readonly Round[];
  readonly fingerprint: string;
}

/** The `region` label of what discovers an account's regions. */
export const ALL_REGIONS = 'all';

/** Collectors that poll together, and when. */
export interface Round extends Timing {
  readonly collectors: readonly (keyof Items)[];
}

/** One round for each interval, in the order of the collectors. */
function roundsOf(config: Config, collectors: JobPlan['collectors']): readonly Round[] {
  const rounds = new Map<number, Round>();
  for (const name of collectors) {
    // A failed look-up of regions is repeated at the interval of polls; whether one is due is decided before each.
    const timing = name === 'regions' ? config.poll : timingOf(config, name);
    const { intervalMs, staleAfterMs } = timing;
    const before = rounds.get(intervalMs)?.collectors ?? [];
    rounds.set(intervalMs, { intervalMs, staleAfterMs, collectors: [...before, name] });
  }
  return [...rounds.values()];
}

function discoveredRegions(target: Target, states: readonly TargetState[]): readonly string[] {
  const discovery = states.find(
    (state) =>
      state.target.account.name === target.account.name && state.target.region === ALL_REGIONS,
  );
  const closed = discovery?.closedRegions ?? [];
  const found = [...(discovery?.collectors.regions?.entries.keys() ?? [])];
  return found.filter((region) => !closed.includes(region));
}

/** What a target's own polls depend on; which other regions its account has is none of it. */
function identityOf({ account, region }: Target): object {
  const { name, credentials, endpoint, cloudmonitorEndpoint, network, http, filters } = account;
  return { name, credentials, endpoint, cloudmonitorEndpoint, network, http, filters, region };
}

/**
 * The loops of a configuration: one per account and region, and for an account with `regions: all` one that finds its
 * regions. As long as none was found, that account has no other loops.
 *
 * @param isOwn whether this process polls a target (sharding); discovery is everybody's.
 */
export function planJobs(
  config: Config,
  states: readonly TargetState[],
  isOwn: (target: Target) => boolean,
): readonly JobPlan[] {
  const enabled = collectorsOf(config);
  const plan = (
    target: Target,
    endpointRegion: string,
    collectors: JobPlan['collectors'],
  ): JobPlan => {
    const rounds = roundsOf(config, collectors);

    const print = fingerprint([
      identityOf(target),
      endpointRegion,
      config.poll,
      rounds,
      config.collectors,
    ]);
    return { target, endpointRegion, collectors, rounds, fingerprint: print };
  };
  return config.accounts.flatMap((account) => {
    const discovery = { account, region: ALL_REGIONS };
    const regions =
      account.regions === 'all'
        ? discoveredRegions(discovery, states).filter(
            (region) => !account.excludeRegions.includes(region),
          )
        : account.regions;
    const polled = regions
      .map((region) => ({ account, region }))
      .filter(isOwn)
      .map((target) => plan(target, target.region, enabled));
    return account.regions === 'all'
      ? [plan(discovery, account.discoveryRegion ?? DISCOVERY_REGION, ['regions']), ...polled]
      : polled;
  });
}
