/** States of targets as polls leave them, at one moment. */

import type { RejectedRow } from '../../../../src/alicloud/api.ts';
import type { Failure } from '../../../../src/model/failure.ts';
import type { Connection } from '../../../../src/collectors/connections/item.ts';
import type { Diagnosis, FailedReason } from '../../../../src/collectors/diagnosis/item.ts';
import type { Gateway } from '../../../../src/collectors/gateways/item.ts';
import { NO_HISTORY } from '../../../../src/polling/history.ts';
import {
  fail,
  NOTHING_YET,
  succeed,
  succeedPartly,
  type CollectorState,
  type PollTime,
} from '../../../../src/polling/state.ts';
import type { CollectorStates, TargetState } from '../../../../src/polling/store.ts';
import type { Target } from '../../../../src/model/target.ts';
import { failure, listing, pollTime, target } from '../../../support/samples.ts';

export const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 5);
export const STALE_MS = 300_000;
/** The same moment on the monotonic clock, which knows nothing of the calendar. */
export const MONOTONIC_MS = 500_000_000;
export const CONTEXT = { nowMs: NOW_MS, monotonicMs: MONOTONIC_MS, staleAfterMs: () => STALE_MS };

const SEEN_AGO_MS = 5_000;

function at(agoMs: number): PollTime {
  return pollTime(MONOTONIC_MS - agoMs, 1_000, NOW_MS - agoMs);
}

/** A collector whose last poll showed these items. */
export function shows<Item extends { readonly id: string }>(
  items: readonly Item[],
  agoMs = SEEN_AGO_MS,
  rejected: readonly RejectedRow[] = [],
): CollectorState<Item> {
  const state = succeed<Item>(NOTHING_YET, listing(items), at(agoMs + 60_000));
  return succeed(
    state,
    listing(
      items.filter(({ id }) => !rejected.some((row) => row.id === id)),
      { rejected, reported: items.length },
    ),
    at(agoMs),
  );
}

/** A collector whose last poll failed a second ago. */
export function fails<Item>(
  state: CollectorState<Item>,
  changes: Partial<Failure> = {},
): CollectorState<Item> {
  return fail(state, failure(changes), at(1_000));
}

/** Answers of the diagnosis. */
export function diagnosed(
  failedReasons: Readonly<Record<string, FailedReason | undefined>>,
): CollectorState<Diagnosis> {
  const items = Object.entries(failedReasons).map(([id, failedReason]) => ({
    id,
    connectionId: id,
    tunnelId: '',
    askedMs: MONOTONIC_MS,
    firstAskedMs: MONOTONIC_MS,
    isRefused: false,
    failedReason,
  }));
  return succeedPartly<Diagnosis>(NOTHING_YET, listing(items), at(SEEN_AGO_MS));
}

/** A failed reason that the diagnosis found three hours ago. */
export function failedReason(changes: Partial<FailedReason> = {}): FailedReason {
  return {
    reason: 'AuthenticationAlgorithmMismatch',
    severity: 'Critical',
    mismatchLocal: 'SHA256',
    mismatchRemote: 'SHA',
    failedSeconds: NOW_MS / 1000 - 3 * 3_600,
    ...changes,
  };
}

/** A target with these collectors. */
export function stateOf(
  collectors: CollectorStates,
  of: Target = target(),
  history = NO_HISTORY,
): TargetState {
  return { target: of, collectors, requests: {}, history };
}

/** A target that has just shown these connections and gateways. */
export function healthy(
  connections: readonly Connection[],
  gateways: readonly Gateway[] = [],
  of: Target = target(),
): TargetState {
  return stateOf({ connections: shows(connections), gateways: shows(gateways) }, of);
}
