/** How the polling of a target is. */

import type { RejectedRow } from '../alicloud/api.ts';
import { POLLED, type Items } from '../polling/polled.ts';
import type { CollectorState, LastPoll } from '../polling/state.ts';
import type { TargetState } from '../polling/store.ts';
import { isStale, timeOfDay, type ViewContext } from './age.ts';
import { amount, duration } from './wording.ts';

/**
 * Worst first: the last poll failed; no poll has succeeded for too long though none failed; not polled yet; all well.
 */
export const TARGET_HEALTHS = ['failed', 'stale', 'waiting', 'ok'] as const;
export type TargetHealth = (typeof TARGET_HEALTHS)[number];

/** One collector of a target. Times are times of day, in milliseconds since the epoch. */
export interface CollectorView {
  readonly name: string;
  readonly health: TargetHealth;
  readonly lastPoll: LastPoll | undefined;
  readonly lastSuccessMs: number | undefined;
  readonly polls: number;
  readonly failures: number;
  readonly resources: number | undefined;
  /** The API's own TotalCount. */
  readonly reported: number | undefined;
  readonly rejected: readonly RejectedRow[];
}

/** A target for people. */
export interface TargetView {
  readonly account: string;
  readonly region: string;
  readonly health: TargetHealth;
  readonly collectors: readonly CollectorView[];
  /** What is odd about answers that were taken, each in one line. */
  readonly notes: readonly string[];
}

/** Whether a collector lists everything at every poll; the others follow from what these show. */
export function isListed(name: string): boolean {
  return Object.entries(POLLED).some(
    ([each, { followUp }]) => each === name && followUp === undefined,
  );
}

/** Regions are looked up once an hour, so a look-up does not grow stale. */
const HOURLY = 'regions' satisfies keyof Items;

function collectorHealth(
  name: string,
  { lastPoll, lastSuccess }: CollectorState<unknown>,
  context: ViewContext,
): TargetHealth {
  if (lastPoll === undefined) return 'waiting';
  if (lastPoll.failure !== undefined) return 'failed';
  const isOld = lastSuccess === undefined || isStale(name, lastSuccess.finishedMs, context);
  return isOld && name !== HOURLY ? 'stale' : 'ok';
}

function collectorView(
  name: string,
  state: CollectorState<unknown>,
  context: ViewContext,
): CollectorView {
  const { lastPoll, lastSuccess, polls, failures } = state;
  return {
    name,
    health: collectorHealth(name, state, context),
    lastPoll: lastPoll && { ...lastPoll, finishedMs: timeOfDay(lastPoll.finishedMs, context) },
    lastSuccessMs: lastSuccess && timeOfDay(lastSuccess.finishedMs, context),
    polls,
    failures: Object.values(failures).reduce((sum, count) => sum + count, 0),
    resources: lastSuccess?.resources,
    reported: lastSuccess?.reported,
    rejected: lastSuccess?.rejected ?? [],
  };
}

/** Most rows named one by one. */
const MAX_ROWS = 10;

function rowText({ id, field }: RejectedRow): string {
  return `${id ?? 'a row without an id'} (${field})`;
}

function notesOf({ name, resources, reported, rejected }: CollectorView): readonly string[] {
  const named = rejected.slice(0, MAX_ROWS).map(rowText);
  const more = rejected.length - named.length;
  const rows = [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
  const isOdd = isListed(name) && resources !== reported;
  return [
    ...(rejected.length === 0
      ? []
      : [`${name}: ${amount(rejected.length, 'row')} cannot be decoded: ${rows}`]),
    ...(isOdd ? [`${name}: the API reports ${reported ?? 0} and shows ${resources ?? 0}`] : []),
  ];
}

function worst(collectors: readonly CollectorView[]): TargetHealth {
  const healths = new Set(
    collectors
      .filter(({ name, health }) => isListed(name) || health === 'failed')
      .map(({ health }) => health),
  );
  return TARGET_HEALTHS.find((health) => healths.has(health)) ?? 'waiting';
}

/** The polling of a target as it is now. */
export function judgeTarget(
  { target, collectors: states, closedRegions = [] }: TargetState,
  context: ViewContext,
): TargetView {
  const collectors = Object.entries(states).map(([name, state]) =>
    collectorView(name, state, context),
  );
  return {
    account: target.account.name,
    region: target.region,
    health: worst(collectors),
    collectors,
    notes: [
      ...collectors.flatMap(notesOf),
      ...(closedRegions.length > 0
        ? [`not open to the account, and left out: ${closedRegions.join(', ')}`]
        : []),
    ],
  };
}

/** When the next poll of a target begins, in words; each collector has its interval. */
export function nextPoll(
  { collectors }: TargetView,
  intervalMs: (collector: string) => number,
  nowMs: number,
): string {
  const polled = collectors.filter(({ name }) => isListed(name));
  if (polled.some(({ name, health }) => name === HOURLY && health === 'ok'))
    return 'within an hour';
  const next = polled.flatMap(({ name, lastPoll }) =>
    lastPoll === undefined ? [] : [lastPoll.finishedMs - lastPoll.durationMs + intervalMs(name)],
  );
  const leftMs = Math.min(...next) - nowMs;
  return leftMs > 0 && Number.isFinite(leftMs) ? `in ${duration(leftMs)}` : 'due';
}
