/** What a configuration will do: its targets, the API calls it will make, and what looks wrong with that. Pure. */

import { PAGE_SIZE } from '../alicloud/decode/page.ts';
import { CMS, MAPPED } from '../alicloud/cms.ts';
import { productOf } from '../alicloud/transport.ts';
import { type Shard, type Target, targetsOfShard } from '../model/target.ts';
import type { Sizes } from '../collectors/collector.ts';
import {
  COLLECTOR_NAMES,
  COLLECTORS,
  type CollectorName,
  type CollectorsConfig,
} from '../collectors/index.ts';
import type { Config } from '../config/config.ts';
import { nearest } from '../config/text.ts';
import {
  CALL_MS,
  collectorsOf,
  connectionsHeld,
  QUOTA_PER_MINUTE,
  timingOf,
} from '../polling/jobs.ts';

/** API calls of a target. */
export interface CallRate {
  readonly perMinute: number;
  readonly perDay: number;
}

/** Calls of CloudMonitor in 30 days. */
export interface CloudMonitorCalls {
  readonly perTarget: number;
  readonly total: number;
}

/** What a configuration will do. */
export interface Plan {
  readonly shard: Shard;
  readonly assumptions: Sizes;
  /** Up to how many connections of one region are listed within one interval; undefined where none are. */
  readonly connectionsHeld: number | undefined;
  /** The targets of this shard. */
  readonly targets: readonly Target[];
  /** Names of the accounts whose regions are not known before they are asked for. */
  readonly discovering: readonly string[];
  readonly perTarget: CallRate;
  /** All targets together, without those of regions yet to be found. */
  readonly total: CallRate;
  /** Calls of CloudMonitor that count against its free quota; undefined where none are made. */
  readonly cloudMonitor: CloudMonitorCalls | undefined;
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/** The part of a limit from which a rate is near it. */
const NEAR = 0.8;

/** How many calls of CloudMonitor are free for an account in a month. */
export const FREE_CALLS = 1_000_000;

const MINUTE_MS = 60_000;
const MINUTES_PER_MONTH = 30 * 24 * 60;
const MINUTES_PER_DAY = 24 * 60;

/** The regions of an account are looked up once an hour. */
const LOOKUPS_PER_DAY = 24;

const DEFAULT_SIZES: Sizes = { connections: PAGE_SIZE, gateways: PAGE_SIZE };

/** A rate for people: `2`, `17.1`. */
export function amount(rate: number): string {
  return String(Math.round(rate * 10) / 10);
}

/** What one collector calls per minute and target. */
interface CollectorRate {
  readonly perMinute: number;
  /** CloudMonitor has quotas of its own. */
  readonly isOfCloudMonitor: boolean;
}

/** What follows others takes half of a target's calls at most, and asks about the rest at later polls. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- It ties a collector's calls to its settings.
function perMinuteOf<Name extends CollectorName>(
  name: Name,
  settings: CollectorsConfig[Name],
  config: Config,
  sizes: Sizes,
): number {
  const { calls, followUp } = COLLECTORS[name];
  const perMinute = (calls(sizes, settings) * MINUTE_MS) / timingOf(config, name).intervalMs;
  return followUp === undefined
    ? perMinute
    : Math.min(perMinute, config.poll.requestsPerMinute / 2);
}

/** Diagnosis asks only about what is down, and nothing is assumed to be. What is not listed is not asked about. */
function callRates(config: Config, assumed: Sizes): readonly CollectorRate[] {
  const { connections, gateways } = config.collectors;
  const sizes = {
    connections: connections.enabled ? assumed.connections : 0,
    gateways: gateways.enabled ? assumed.gateways : 0,
  };
  return collectorsOf(config).map((name) => {
    const { actions } = COLLECTORS[name];
    return {
      perMinute: perMinuteOf(name, config.collectors[name], config, sizes),
      isOfCloudMonitor: Object.keys(actions).some((action) => productOf(action) === CMS),
    };
  });
}

function sum(rates: readonly CollectorRate[]): number {
  return rates.reduce((total, { perMinute }) => total + perMinute, 0);
}

function cloudMonitorCalls(
  rates: readonly CollectorRate[],
  targets: number,
): CloudMonitorCalls | undefined {
  const own = rates.filter(({ isOfCloudMonitor }) => isOfCloudMonitor);
  if (own.length === 0) return undefined;
  const perTarget = Math.round(sum(own) * MINUTES_PER_MONTH);
  return { perTarget, total: perTarget * targets };
}

/** A warning, where there is reason for it. */
function when(hasReason: boolean, warning: string): readonly string[] {
  return hasReason ? [warning] : [];
}

/** The free calls are those of an account, in all its regions. */
function cloudMonitorWarnings(
  { perTarget }: CloudMonitorCalls,
  targets: readonly Target[],
): readonly string[] {
  const names = [...new Set(targets.map(({ account }) => account.name))];
  return names.flatMap((name) => {
    const perMonth = perTarget * targets.filter(({ account }) => account.name === name).length;
    return when(
      perMonth > FREE_CALLS,
      `${perMonth} CloudMonitor calls per month of the account ${name} are above the ${FREE_CALLS} that are free, beyond which calls are billed or refused: raise collectors.traffic.interval, or switch metrics off (collectors.traffic.metrics).`,
    );
  });
}

function pollWarnings({ poll }: Config, all: readonly CollectorRate[], total: number) {
  const { timeoutMs, requestTimeoutMs, requestsPerMinute, concurrency } = poll;
  const rates = all.filter(({ isOfCloudMonitor }) => !isOfCloudMonitor);
  const busiest = Math.max(0, ...rates.map(({ perMinute }) => perMinute));
  const possible = (concurrency * MINUTE_MS) / CALL_MS;
  return [
    ...when(
      sum(rates) >= NEAR * requestsPerMinute,
      `${amount(sum(rates))} calls per minute and target come near poll.requests_per_minute (${requestsPerMinute}): polls begin late.`,
    ),
    ...when(
      busiest >= NEAR * QUOTA_PER_MINUTE,
      `${amount(busiest)} calls per minute of one API come near its quota of ${QUOTA_PER_MINUTE}, which everything in the account shares.`,
    ),
    ...when(
      requestsPerMinute > QUOTA_PER_MINUTE,
      `poll.requests_per_minute (${requestsPerMinute}) is above the quota of ${QUOTA_PER_MINUTE} per minute and API.`,
    ),
    ...when(
      total > possible,
      `${amount(total)} calls per minute are more than poll.concurrency (${concurrency}) lets through where a call takes ${CALL_MS / 1000} s (${amount(possible)}): polls begin late.`,
    ),
    ...when(
      requestTimeoutMs > timeoutMs,
      `poll.request_timeout (${requestTimeoutMs / 1000} s) is above poll.timeout (${timeoutMs / 1000} s), which ends every call first.`,
    ),
  ];
}

function collectorWarnings(config: Config): readonly string[] {
  const running = collectorsOf(config);
  if (running.length === 0) return ['No collector is on: nothing is polled.'];
  // Only of what the file has switched on.
  return COLLECTOR_NAMES.filter(
    (name) =>
      config.collectors[name].enabled && !COLLECTORS[name].enabled && !running.includes(name),
  ).map((name) => {
    const needs = COLLECTORS[name].followUp?.needs.join(' or ') ?? '';
    return `The collector ${name} has nothing to do without the collector ${needs}.`;
  });
}

/** Documentation and screenshots mask ids. To filter by one hides everything. */
function maskWarnings({ accounts }: Config): readonly string[] {
  return accounts.flatMap(({ name, filters }) =>
    Object.values(filters)
      .filter((value) => typeof value === 'string' && value.includes('*'))
      .map((id) => `The account ${name} is filtered by ${id}, which looks like a masked id.`),
  );
}

/** Of where regions are asked for, unless it is one endpoint for all. */
function discoveryWarnings({ accounts }: Config): readonly string[] {
  return accounts.flatMap(({ name, regions, network, endpoint, discoveryRegion: region }) => {
    if (endpoint !== undefined) return [];
    // The private endpoint of a region is reached from within that region only.
    if (region === undefined) {
      return when(
        regions === 'all' && network === 'vpc',
        `The account ${name} asks the private endpoint of cn-hangzhou for its regions: set discovery_region to the region that the exporter runs in.`,
      );
    }
    // It may be newer than this version; one that looks like another is more likely misspelt.
    const guess = nearest(region, [...MAPPED]);
    const meant = guess === undefined ? '' : ` Did you mean ${guess}?`;
    return when(
      !MAPPED.has(region),
      `The account ${name} asks ${region} for its regions, which this version does not know.${meant}`,
    );
  });
}

/**
 * What this process will do with a configuration.
 * @param assumed what every target is assumed to have; every 50 of a kind are one call more
 */
export function planOf(config: Config, shard: Shard, assumed: Sizes = DEFAULT_SIZES): Plan {
  const targets = targetsOfShard(config, shard);
  const discovering = config.accounts.filter(({ regions }) => regions === 'all');
  const rates = callRates(config, assumed);
  const each = sum(rates);
  const total = each * targets.length;
  const cloudMonitor = cloudMonitorCalls(rates, targets.length);
  return {
    shard,
    assumptions: assumed,
    connectionsHeld: config.collectors.connections.enabled ? connectionsHeld(config) : undefined,
    targets,
    discovering: discovering.map(({ name }) => name),
    perTarget: { perMinute: each, perDay: Math.round(each * MINUTES_PER_DAY) },
    total: {
      perMinute: total,
      perDay: Math.round(total * MINUTES_PER_DAY) + LOOKUPS_PER_DAY * discovering.length,
    },
    cloudMonitor,
    warnings: [
      ...(config.warnings ?? []),
      ...when(
        targets.length + discovering.length === 0,
        `Shard ${shard.index} of ${shard.total} has no targets.`,
      ),
      ...collectorWarnings(config),
      ...pollWarnings(config, rates, total),
      ...(cloudMonitor === undefined ? [] : cloudMonitorWarnings(cloudMonitor, targets)),
      ...maskWarnings(config),
      ...discoveryWarnings(config),
    ],
  };
}
