/** One poll of one target: every collector once, each with its own outcome. */

import type { CloudApi } from '../alicloud/api.ts';
import { withDeadline } from '../alicloud/deadline.ts';
import { timeoutError } from '../alicloud/errors.ts';
import { ApiError, type Failure } from '../alicloud/failure.ts';
import type { Clock } from '../clock.ts';
import type { PollConfig } from '../config/config.ts';
import type { Logger } from '../log.ts';
import { fail, succeed } from '../state.ts';
import type { Items, Store } from '../store.ts';
import type { Target } from '../target.ts';
import { collectors, type Collector } from './collector.ts';
import { logOutcome } from './outcome-log.ts';

/** What a poll needs. */
export interface PollDependencies {
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Logger;
  /** Called once per occurrence of a value that is not documented. */
  readonly onUnknownValue: (field: string) => void;
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

async function runCollector<Name extends keyof Items>(
  collector: Collector<Name>,
  target: Target,
  api: CloudApi,
  poll: Pick<PollConfig, 'timeoutMs'>,
  deps: PollDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { clock, store } = deps;
  const before = store.get(target)?.collectors[collector.name];
  const startMs = clock.now();
  const time = (): { finishedMs: number; durationMs: number } => {
    const finishedMs = clock.now();
    return { finishedMs, durationMs: Math.max(0, finishedMs - startMs) };
  };
  try {
    const late = timeoutError(`the poll took longer than ${poll.timeoutMs / 1000} s`);
    const known = new Set(before?.entries.keys());
    const list = (stop: AbortSignal): ReturnType<Collector<Name>['list']> =>
      collector.list(api, known, stop);
    const listing = await withDeadline(clock, poll.timeoutMs, late, list, signal);
    store.update(target, collector.name, (state) => succeed(state, listing, time()));
    listing.unknownFields.forEach(deps.onUnknownValue);
  } catch (error) {
    if (signal.aborted) return;
    const failure = error instanceof ApiError ? error.failure : internalFailure();
    store.update(target, collector.name, (state) => fail(state, failure, time()));
  }
  logOutcome(
    deps.log,
    target,
    collector.name,
    before,
    store.get(target)?.collectors[collector.name],
  );
}

/**
 * Polls all collectors of a target side by side. Never rejects: an outcome is what the store then says. A poll that
 * is cut short by `signal` leaves no outcome.
 */
export async function pollTarget(
  target: Target,
  names: readonly (keyof Items)[],
  api: CloudApi,
  poll: Pick<PollConfig, 'timeoutMs'>,
  deps: PollDependencies,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    names.map((name) => runCollector(collectors[name], target, api, poll, deps, signal)),
  );
}
