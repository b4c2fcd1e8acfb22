/** One poll of one target: every collector once, each with its own outcome. */

import type { Listing } from '../alicloud/api.ts';
import { inTurns, withDeadline } from '../model/concurrency.ts';
import { timeoutError } from '../alicloud/answer.ts';
import { ApiError, isNotOffered, type Failure } from '../model/failure.ts';
import { momentOf, type Clock } from '../model/clock.ts';
import type { PollConfig } from '../config/config.ts';
import type { Logger } from '../model/log.ts';
import {
  confirm,
  current,
  fail,
  idle,
  retain,
  succeed,
  succeedPartly,
  withoutOffer,
  type CollectorState,
  type PollTime,
} from './state.ts';
import type { Store } from './store.ts';
import type { Target } from '../model/target.ts';
import { dueSubjects } from './follow-up.ts';
import { POLLED, type Items, type Subjects, type TargetApi } from './polled.ts';
import { logOutcome } from './poll-log.ts';

/** What a poll needs. */
export interface PollDependencies {
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Logger;
  /** Called once per occurrence of a value that is not documented. */
  readonly onUnknownValue: (field: string) => void;
}

/** The settings that bound a poll. */
export type PollBounds = Pick<
  PollConfig,
  'intervalMs' | 'timeoutMs' | 'requestsPerMinute' | 'staleAfterMs'
>;

/** One poll under way. */
interface Poll {
  readonly target: Target;
  readonly api: TargetApi;
  readonly bounds: PollBounds;
  readonly deps: PollDependencies;
  /** What its time is measured with, and when it began by that. */
  readonly budget: Clock;
  readonly startMs: number;
  readonly signal: AbortSignal;
}

/** What one collector does in a poll. */
interface CollectorRun<Name extends keyof Items> {
  readonly name: Name;
  readonly subjects: readonly Subjects[Name][];
  readonly commit: (
    state: CollectorState<Items[Name]>,
    listing: Listing<Items[Name]>,
    time: PollTime,
  ) => CollectorState<Items[Name]>;
}

/** A defect of the exporter itself: it must not end the polling. Its text is not shown, for it may quote data. */
function internalFailure(): Failure {
  return {
    reason: 'bad_response',
    code: 'internal_error',
    hint: 'the exporter failed on this answer; please report it',
    transient: true,
  };
}

function stateOf<Name extends keyof Items>(
  { target, deps }: Poll,
  name: Name,
): CollectorState<Items[Name]> | undefined {
  return deps.store.get(target)?.collectors[name];
}

/** Lists within what is left of the poll's time. */
function listInTime<Name extends keyof Items>(
  { name, subjects }: CollectorRun<Name>,
  poll: Poll,
): Promise<Listing<Items[Name]>> {
  const { api, bounds, budget, startMs, signal } = poll;
  const list = api.lists[name];
  if (list === undefined) throw new Error(`${name} does not run`);
  const known = stateOf(poll, name)?.entries ?? new Map<string, never>();
  const late = (): Error => {
    const what = `the poll took longer than ${bounds.timeoutMs / 1000} s`;
    return timeoutError([what, ...(api.troubles?.() ?? [])].join('; '));
  };
  const leftMs = Math.max(0, startMs + bounds.timeoutMs - budget.monotonic());
  return withDeadline(budget, leftMs, late, (stop) => list({ known, subjects }, stop), signal);
}

/** Runs one collector and records its outcome; a poll that is cut short leaves none. */
async function runCollector<Name extends keyof Items>(
  step: CollectorRun<Name>,
  poll: Poll,
): Promise<void> {
  const { clock, store, log, onUnknownValue } = poll.deps;
  const before = stateOf(poll, step.name);
  const startMs = clock.monotonic();
  const time = (): PollTime => {
    const finishedMs = clock.monotonic();
    return { finishedMs, wallMs: clock.now(), durationMs: finishedMs - startMs };
  };
  try {
    const listing = await listInTime(step, poll);
    if (poll.signal.aborted) return;
    const commit = (state: CollectorState<Items[Name]>): CollectorState<Items[Name]> =>
      step.commit(state, listing, time());
    await store.updateInTurns(poll.target, step.name, commit, poll.signal);
    await inTurns(listing.unknownFields, onUnknownValue, poll.signal);
  } catch (error) {
    if (poll.signal.aborted) return;
    const failure = error instanceof ApiError ? error.failure : internalFailure();
    const isMissing = POLLED[step.name].isOptional && isNotOffered(failure);
    store.update(poll.target, step.name, (state) =>
      isMissing ? withoutOffer(state, failure, time()) : fail(state, failure, time()),
    );
  }
  logOutcome(log, poll.target, step.name, before, stateOf(poll, step.name));
}

/** Lists everything there is. */
function fullRun<Name extends keyof Items>(name: Name, { bounds }: Poll): CollectorRun<Name> {
  return {
    name,
    subjects: [],
    commit: (state, listing, time) => succeed(state, listing, time, bounds.staleAfterMs),
  };
}

/** Asks about some subjects only; what is known of the others stays. */
function partialRun<Name extends keyof Items>(
  name: Name,
  subjects: readonly Subjects[Name][],
  { merge }: NonNullable<(typeof POLLED)[Name]['followUp']>,
): CollectorRun<Name> {
  return {
    name,
    subjects,
    commit: (state, listing, time) => {
      const items = listing.items.map((item) => merge(state.entries.get(item.id)?.item, item));
      return succeedPartly(state, { ...listing, items }, time);
    },
  };
}

/** Whether a poll that asks nothing is a success: not after a failure that waits for its repetition. */
function isIdle({ lastPoll, notOffered }: CollectorState<unknown>, subjects: number): boolean {
  return notOffered === undefined && (subjects === 0 || lastPoll?.failure === undefined);
}

/** What is known of the items that a collector follows. */
function itemsOf<Name extends keyof Items>(name: Name, poll: Poll): readonly Items[Name][] {
  const state = stateOf(poll, name);
  if (state === undefined) return [];
  return current(state, poll.bounds.staleAfterMs, poll.deps.clock.monotonic()).items;
}

async function runFollowUp<Name extends keyof Items>(
  name: Name,
  followUp: NonNullable<(typeof POLLED)[Name]['followUp']>,
  poll: Poll,
): Promise<void> {
  const { clock, store } = poll.deps;
  const needs = Object.fromEntries(followUp.needs.map((need) => [need, itemsOf(need, poll)]));
  const subjects = followUp.subjects(needs);
  const now = momentOf(clock);
  store.update(poll.target, name, (old) => {
    const kept = retain(old, new Set(subjects.keys()));
    return followUp.staysTrue ? confirm(kept, now.monotonicMs) : kept;
  });
  const state = stateOf(poll, name);
  if (state === undefined) return;
  const due = dueSubjects(followUp, subjects, state, poll.bounds, now.monotonicMs);
  if (due.length > 0) {
    await runCollector(partialRun(name, due, followUp), poll);
  } else if (isIdle(state, subjects.size)) {
    store.update(poll.target, name, (idleState) => idle(idleState, now));
  }
}

/** Whether something was listed in this poll; what failed in it shows nothing new to ask about. */
function isFresh(name: keyof Items, poll: Poll): boolean {
  const lastPoll = stateOf(poll, name)?.lastPoll;
  return lastPoll !== undefined && lastPoll.failure === undefined;
}

function wasListed(name: keyof Items, poll: Poll): boolean {
  return stateOf(poll, name)?.lastSuccess !== undefined;
}

/**
 * Polls collectors of a target side by side, each after those of them whose items it follows. Never rejects: an outcome
 * is what the store then says.
 */
export async function pollTarget(
  target: Target,
  names: readonly (keyof Items)[],
  api: TargetApi,
  bounds: PollBounds,
  deps: PollDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { budget = deps.clock } = api;
  const poll = { target, api, bounds, deps, budget, startMs: budget.monotonic(), signal };
  const running = new Map<keyof Items, Promise<void>>();
  const run = async (name: keyof Items): Promise<void> => {
    const { followUp } = POLLED[name];
    if (followUp === undefined) {
      await runCollector(fullRun(name, poll), poll);
      return;
    }
    const needed = followUp.needs.filter((need) => names.includes(need));
    await Promise.all(needed.map(start));
    const canAsk = followUp.needs.some((need) =>
      needed.includes(need) ? isFresh(need, poll) : wasListed(need, poll),
    );
    if (canAsk && !signal.aborted) await runFollowUp(name, followUp, poll);
  };
  const start = (name: keyof Items): Promise<void> => {
    const done = running.get(name) ?? run(name);
    running.set(name, done);
    return done;
  };
  await Promise.all(names.map(start));
}
