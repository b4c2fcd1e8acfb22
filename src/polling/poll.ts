/** One poll of one target: every collector once, each with its own outcome. */

import type { CloudApi, Listing } from '../alicloud/api.ts';
import { withDeadline } from '../alicloud/deadline.ts';
import { timeoutError } from '../alicloud/errors.ts';
import { ApiError, isNotOffered, type Failure } from '../model/failure.ts';
import { momentOf, type Clock } from '../model/clock.ts';
import type { PollConfig } from '../config/config.ts';
import type { Logger } from '../model/log.ts';
import {
  confirm,
  fail,
  idle,
  retain,
  succeed,
  succeedPartly,
  withoutOffer,
  type CollectorState,
  type PollTime,
} from './state.ts';
import { each, inSteps } from '../model/steps.ts';
import type { Items, Store } from './store.ts';
import type { Target } from '../model/target.ts';
import { collectors, type ListedName } from './collector.ts';
import { diagnosis, dueSubjects, routes, type FollowUp, type FollowUpName } from './follow-up.ts';
import { logOutcome } from './outcome-log.ts';

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
  readonly api: CloudApi;
  readonly bounds: PollBounds;
  readonly deps: PollDependencies;
  /** What its time is measured with, and when it began by that. */
  readonly budget: Clock;
  readonly startMs: number;
  readonly signal: AbortSignal;
}

/** What one collector does in a poll. */
interface Step<Name extends keyof Items> {
  readonly name: Name;
  readonly list: (signal: AbortSignal) => Promise<Listing<Items[Name]>>;
  readonly commit: (
    state: CollectorState<Items[Name]>,
    listing: Listing<Items[Name]>,
    time: PollTime,
  ) => Generator<undefined, CollectorState<Items[Name]>>;
  /** Whether there are regions and accounts that the call is not offered to. */
  readonly isOptional: boolean;
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
  { list }: Step<Name>,
  { bounds, budget, startMs, signal }: Poll,
): Promise<Listing<Items[Name]>> {
  const late = (): Error => timeoutError(`the poll took longer than ${bounds.timeoutMs / 1000} s`);
  const leftMs = Math.max(0, startMs + bounds.timeoutMs - budget.monotonic());
  return withDeadline(budget, leftMs, late, list, signal);
}

/** Runs one collector and records its outcome; a poll that is cut short leaves none. */
async function runStep<Name extends keyof Items>(step: Step<Name>, poll: Poll): Promise<void> {
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
    const commit = store.advance(poll.target, step.name, (state) =>
      step.commit(state, listing, time()),
    );
    await inSteps(commit, poll.signal);
    await inSteps(each(listing.unknownFields, onUnknownValue), poll.signal);
  } catch (error) {
    if (poll.signal.aborted) return;
    const failure = error instanceof ApiError ? error.failure : internalFailure();
    const isMissing = step.isOptional && isNotOffered(failure);
    store.update(poll.target, step.name, (state) =>
      isMissing ? withoutOffer(state, failure, time()) : fail(state, failure, time()),
    );
  }
  logOutcome(log, poll.target, step.name, before, stateOf(poll, step.name));
}

/** What a collector that lists by itself does. */
function listedStep<Name extends ListedName>(name: Name, poll: Poll): Step<Name> {
  const { entries: known = new Map() } = stateOf(poll, name) ?? {};
  return {
    name,
    list: (signal) => collectors[name].list(poll.api, known, signal),
    commit: (state, listing, time) => succeed(state, listing, time, poll.bounds.staleAfterMs),
    isOptional: false,
  };
}

/** The connections of a poll that has just succeeded; undefined when it has not. */
function freshConnections(poll: Poll): CollectorState<Items['connections']> | undefined {
  const state = stateOf(poll, 'connections');
  const isFresh = state?.lastPoll?.failure === undefined && state?.lastPoll !== undefined;
  return isFresh ? state : undefined;
}

function followUpStep<Name extends FollowUpName, Subject>(
  { name, list, merge }: FollowUp<Name, Subject>,
  due: readonly Subject[],
  { api }: Poll,
): Step<Name> {
  return {
    name,
    list: (signal) => list(api, due, signal),
    commit: (state, listing, time) => {
      const items = listing.items.map((item) => merge(state.entries.get(item.id)?.item, item));
      return succeedPartly(state, { ...listing, items }, time);
    },
    isOptional: true,
  };
}

/** Whether a poll that asks nothing is a success: not after a failure that waits for its repetition. */
function isIdle({ lastPoll, notOffered }: CollectorState<unknown>, subjects: number): boolean {
  return notOffered === undefined && (subjects === 0 || lastPoll?.failure === undefined);
}

async function runFollowUp<Name extends FollowUpName, Subject>(
  followUp: FollowUp<Name, Subject>,
  poll: Poll,
): Promise<void> {
  const { name } = followUp;
  const { clock, store } = poll.deps;
  const connections = freshConnections(poll);
  if (connections === undefined || poll.signal.aborted) return;
  const subjects = followUp.subjects([...connections.entries.values()].map(({ item }) => item));
  const now = momentOf(clock);
  store.update(poll.target, name, (old) => {
    const kept = retain(old, new Set(subjects.keys()));
    return followUp.staysTrue ? confirm(kept, now.monotonicMs) : kept;
  });
  const state = stateOf(poll, name);
  if (state === undefined) return;
  const due = dueSubjects(followUp, subjects, state, poll.bounds, now.monotonicMs);
  if (due.length > 0) {
    await runStep(followUpStep(followUp, due, poll), poll);
  } else if (isIdle(state, subjects.size)) {
    store.update(poll.target, name, (idleState) => idle(idleState, now));
  }
}

/**
 * Polls all collectors of a target: those that list by themselves side by side, then those that follow from the
 * connections. Never rejects: an outcome is what the store then says.
 */
export async function pollTarget(
  target: Target,
  names: readonly (keyof Items)[],
  api: CloudApi,
  bounds: PollBounds,
  deps: PollDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { budget = deps.clock } = api;
  const poll = { target, api, bounds, deps, budget, startMs: budget.monotonic(), signal };
  const run: { readonly [Name in keyof Items]: () => Promise<void> } = {
    connections: async () => {
      await runStep(listedStep('connections', poll), poll);
      await Promise.all(names.filter(isFollowUp).map((name) => run[name]()));
    },
    gateways: () => runStep(listedStep('gateways', poll), poll),
    regions: () => runStep(listedStep('regions', poll), poll),
    diagnosis: () => runFollowUp(diagnosis, poll),
    routes: () => runFollowUp(routes, poll),
  };
  await Promise.all(names.filter((name) => !isFollowUp(name)).map((name) => run[name]()));
}

function isFollowUp(name: keyof Items): name is FollowUpName {
  return name === 'diagnosis' || name === 'routes';
}
