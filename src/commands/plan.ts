/** What a configuration will do: its targets, the API calls it will make, and what looks wrong with that. Pure. */

import type { Shard } from '../cli/command.ts';
import type { CollectorName } from '../config/collectors.ts';
import type { Config } from '../config/config.ts';
import { inShard, targetsOf, type Target } from '../model/target.ts';
import { CALL_MS, connectionsHeld, PAGE_SIZE, QUOTA_PER_MINUTE } from '../polling/capacity.ts';
import { timingOf } from '../polling/timing.ts';

/** What one target is assumed to have; the API is not asked. */
export interface Assumptions {
  readonly connections: number;
  readonly gateways: number;
}

/** API calls of a target. */
export interface CallRate {
  readonly perMinute: number;
  readonly perDay: number;
}

/** What a configuration will do. */
export interface Plan {
  readonly shard: Shard;
  readonly assumptions: Assumptions;
  /** Up to how many connections of one region are listed within one interval; undefined where none are. */
  readonly connectionsHeld: number | undefined;
  /** The targets of this shard. */
  readonly targets: readonly Target[];
  /** Names of the accounts whose regions are not known before they are asked for. */
  readonly discovering: readonly string[];
  readonly perTarget: CallRate;
  /** All targets together, without those of regions yet to be found. */
  readonly total: CallRate;
  /** One sentence each. */
  readonly warnings: readonly string[];
}

/** Route counts of a single-tunnel connection take one call per kind of route; of a dual-tunnel one, half of that. */
const ROUTE_CALLS = 2;

/** The part of a limit from which a rate is near it. */
const NEAR = 0.8;

const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 24 * 60;

/** The regions of an account are looked up once an hour. */
const LOOKUPS_PER_DAY = 24;

const DEFAULT_ASSUMPTIONS: Assumptions = { connections: PAGE_SIZE, gateways: PAGE_SIZE };

/** One call of an empty list too. */
function pages(rows: number): number {
  return Math.max(1, Math.ceil(rows / PAGE_SIZE));
}

/** A rate for people: `2`, `17.1`. */
export function amount(rate: number): string {
  return String(Math.round(rate * 10) / 10);
}

/** Calls per minute of one target, by API. Diagnosis asks only about what is down, and nothing is assumed to be. */
function callRates(config: Config, assumed: Assumptions): readonly number[] {
  const { connections, routes } = config.collectors;
  const rate = (name: CollectorName, calls: number): number =>
    config.collectors[name].enabled ? (calls * MINUTE_MS) / timingOf(config, name).intervalMs : 0;
  return [
    rate('connections', pages(assumed.connections)),
    rate('gateways', pages(assumed.gateways)),
    connections.enabled && routes.enabled ? rate('routes', ROUTE_CALLS * assumed.connections) : 0,
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function rateWarnings({ poll }: Config, rates: readonly number[]): readonly string[] {
  const { requestsPerMinute } = poll;
  const all = sum(rates);
  const busiest = Math.max(...rates);
  const rate = `${amount(all)} calls per minute and target`;
  return [
    ...(all >= NEAR * requestsPerMinute
      ? [`${rate} come near poll.requests_per_minute (${requestsPerMinute}): polls begin late.`]
      : []),
    ...(busiest >= NEAR * QUOTA_PER_MINUTE
      ? [
          `${amount(busiest)} calls per minute of one API come near its quota of ${QUOTA_PER_MINUTE}, which everything in the account shares.`,
        ]
      : []),
    ...(requestsPerMinute > QUOTA_PER_MINUTE
      ? [
          `poll.requests_per_minute (${requestsPerMinute}) is above the quota of ${QUOTA_PER_MINUTE} per minute and API.`,
        ]
      : []),
  ];
}

function concurrencyWarnings({ poll }: Config, total: number): readonly string[] {
  const possible = (poll.concurrency * MINUTE_MS) / CALL_MS;
  return total > possible
    ? [
        `${amount(total)} calls per minute are more than poll.concurrency (${poll.concurrency}) lets through where a call takes ${CALL_MS / 1000} s (${amount(possible)}): polls begin late.`,
      ]
    : [];
}

function collectorWarnings({ collectors }: Config): readonly string[] {
  const { connections, gateways } = collectors;
  if (!connections.enabled && !gateways.enabled) {
    return ['The collectors connections and gateways are off: nothing is polled.'];
  }
  if (connections.enabled || !collectors.routes.enabled) return [];
  return ['The collector routes has nothing to do without the collector connections.'];
}

/** Documentation and screenshots mask ids. To filter by one hides everything. */
function maskWarnings({ accounts }: Config): readonly string[] {
  return accounts.flatMap(({ name, filters }) =>
    Object.values(filters)
      .filter((value) => typeof value === 'string' && value.includes('*'))
      .map((id) => `The account ${name} is filtered by ${id}, which looks like a masked id.`),
  );
}

/** The private endpoint of a region is reached from within that region only. */
function discoveryWarnings({ accounts }: Config): readonly string[] {
  return accounts
    .filter(
      ({ regions, network, endpoint, discoveryRegion }) =>
        regions === 'all' &&
        network === 'vpc' &&
        endpoint === undefined &&
        discoveryRegion === undefined,
    )
    .map(
      ({ name }) =>
        `The account ${name} asks the private endpoint of cn-hangzhou for its regions: set discovery_region to the region that the exporter runs in.`,
    );
}

function shardWarnings({ index, total }: Shard, isIdle: boolean): readonly string[] {
  return isIdle ? [`Shard ${index} of ${total} has no targets.`] : [];
}

/**
 * What this process will do with a configuration.
 * @param assumed what every target is assumed to have; every 50 of a kind are one call more
 */
export function planOf(
  config: Config,
  shard: Shard,
  assumed: Assumptions = DEFAULT_ASSUMPTIONS,
): Plan {
  const targets = targetsOf(config).filter((target) => inShard(target, shard.index, shard.total));
  const discovering = config.accounts.filter(({ regions }) => regions === 'all');
  const rates = callRates(config, assumed);
  const each = sum(rates);
  const total = each * targets.length;
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
    warnings: [
      ...shardWarnings(shard, targets.length + discovering.length === 0),
      ...collectorWarnings(config),
      ...rateWarnings(config, rates),
      ...concurrencyWarnings(config, total),
      ...maskWarnings(config),
      ...discoveryWarnings(config),
    ],
  };
}
