/** From a configuration to the loops that run for it. */

import { DISCOVERY_REGION } from '../alicloud/regions.ts';
import type { Config } from '../config/config.ts';
import { fingerprint } from '../config/fingerprint.ts';
import type { Items } from './polled.ts';
import type { TargetState } from './store.ts';
import type { Target } from '../model/target.ts';
import { collectorsOf, timingOf, type Timing } from './timing.ts';

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
