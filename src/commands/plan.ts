/** What a configuration will do: its targets, the API calls it will make, and what looks wrong with that. Pure. */

import type { Shard } from '../cli/command.ts';
import type { Config } from '../config/config.ts';
import { inShard, targetsOf, type Target } from '../model/target.ts';

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

/** Rows of one page, the most that the API gives (`PageSize`). */
const PAGE_SIZE = 50;

/** Documented quota of every list call, per minute, account and region. */
const QUOTA_PER_MINUTE = 600;

/** Route counts of a single-tunnel connection take one call per kind of route; of a dual-tunnel one, half of that. */
const ROUTE_CALLS = 2;

/** A typical call, in milliseconds: with those in flight it says how many calls fit into a minute. */
const CALL_MS = 200;

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

/** Calls per poll of one target, by API. Diagnosis asks only about what is down, and nothing is assumed to be. */
function callsPerPoll({ collectors }: Config, assumed: Assumptions): readonly number[] {
  return [
    collectors.connections.enabled ? pages(assumed.connections) : 0,
    collectors.gateways.enabled ? pages(assumed.gateways) : 0,
    collectors.connections.enabled && collectors.routes.enabled
      ? ROUTE_CALLS * assumed.connections
      : 0,
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function perMinute({ poll }: Config, calls: number): number {
  return (calls * MINUTE_MS) / poll.intervalMs;
}

function rateWarnings(config: Config, calls: readonly number[]): readonly string[] {
  const { requestsPerMinute } = config.poll;
  const all = perMinute(config, sum(calls));
  const busiest = perMinute(config, Math.max(...calls));
  const rate = `${amount(all)} calls per minute and target`;
  return [
    ...(all >= NEAR * requestsPerMinute
      ? [`${rate} come near poll.requests_per_minute (${requestsPerMinute}): polls will wait.`]
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
        `${amount(total)} calls per minute are more than poll.concurrency (${poll.concurrency}) lets through where a call takes ${CALL_MS / 1000} s (${amount(possible)}): polls will begin late.`,
      ]
    : [];
}

function collectorWarnings({ collectors }: Config): readonly string[] {
  const { connections, gateways } = collectors;
  if (!connections.enabled && !gateways.enabled) {
    return ['The collectors connections and gateways are off: nothing is polled.'];
  }
  if (connections.enabled) return [];
  return (['routes', 'crypto'] as const)
    .filter((name) => collectors[name].enabled)
    .map((name) => `The collector ${name} has nothing to do without the collector connections.`);
}

/** Documentation and screenshots mask ids. To expect such a connection raises an alert; to filter by it hides everything. */
function maskWarnings({ accounts }: Config): readonly string[] {
  return accounts.flatMap(({ name, filters }) =>
    Object.values(filters)
      .filter((value) => typeof value === 'string' && value.includes('*'))
      .map((id) => `The account ${name} is filtered by ${id}, which looks like a masked id.`),
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
  const calls = callsPerPoll(config, assumed);
  const each = perMinute(config, sum(calls));
  const total = each * targets.length;
  return {
    shard,
    assumptions: assumed,
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
      ...rateWarnings(config, calls),
      ...concurrencyWarnings(config, total),
      ...maskWarnings(config),
    ],
  };
}
