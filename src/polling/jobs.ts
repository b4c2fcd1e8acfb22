/** From a configuration to the loops that run for it. */

import { COLLECTORS, type CollectorName, type Config } from '../config/config.ts';
import { fingerprint } from '../config/fingerprint.ts';
import type { Items, TargetState } from './store.ts';
import type { Target } from '../model/target.ts';

/** One loop to run, without its client. */
export interface JobPlan {
  /** What the series are labelled with. */
  readonly target: Target;
  /** The region whose endpoint is called. */
  readonly endpointRegion: string;
  readonly collectors: readonly (keyof Items)[];
  readonly fingerprint: string;
}

/** The `region` label of what discovers an account's regions. */
export const ALL_REGIONS = 'all';

/** DescribeRegions answers the same everywhere; this endpoint serves every account. */
const DISCOVERY_REGION = 'cn-hangzhou';

/** The collectors that run. Those of connections' details have nothing to do without the connections. */
export function collectorsOf({ collectors }: Config): readonly CollectorName[] {
  return COLLECTORS.filter((name) => {
    const isDerived = name === 'diagnosis' || name === 'routes';
    return collectors[name].enabled && (!isDerived || collectors.connections.enabled);
  });
}

function discoveredRegions(target: Target, states: readonly TargetState[]): readonly string[] {
  const discovery = states.find(
    (state) =>
      state.target.account.name === target.account.name && state.target.region === ALL_REGIONS,
  );
  return [...(discovery?.collectors.regions?.entries.keys() ?? [])];
}

/** What a target's own polls depend on; which other regions its account has is none of it. */
function identityOf({ account, region }: Target): object {
  const { name, credentials, endpoint, network, filters } = account;
  return { name, credentials, endpoint, network, filters, region };
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
  ): JobPlan => ({
    target,
    endpointRegion,
    collectors,
    fingerprint: fingerprint([identityOf(target), config.poll, collectors]),
  });
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
      ? [plan(discovery, DISCOVERY_REGION, ['regions']), ...polled]
      : polled;
  });
}
