/** What is known of one collector of one target, as immutable values: succeed(), fail(), current(). */

import type { Listing } from './alicloud/api.ts';
import type { Failure, FailureReason } from './alicloud/failure.ts';

/** A resource, and when the API last showed it in a row that could be decoded. */
export interface Entry<Item> {
  readonly item: Item;
  readonly seenMs: number;
}

/** Counts by name; a name that is missing counts 0. */
export type Counts<Name extends string = string> = Readonly<Partial<Record<Name, number>>>;

/** The outcome of the last finished poll. Times are milliseconds since the epoch. */
export interface LastPoll {
  readonly finishedMs: number;
  readonly durationMs: number;
  /** Undefined after a success. */
  readonly failure: Failure | undefined;
}

/** The last complete poll. */
export interface LastSuccess {
  readonly finishedMs: number;
  /** Unique rows, those that could not be decoded included. */
  readonly resources: number;
  /** The API's own TotalCount. */
  readonly reported: number;
}

/** One collector of one target. */
export interface CollectorState<Item> {
  readonly polls: number;
  readonly failures: Counts<FailureReason>;
  /** Rows that could not be decoded, by field. */
  readonly rejectedRows: Counts;
  readonly lastPoll: LastPoll | undefined;
  readonly lastSuccess: LastSuccess | undefined;
  readonly entries: ReadonlyMap<string, Entry<Item>>;
}

/** When a poll ended and how long it took, in milliseconds. */
export interface PollTime {
  readonly finishedMs: number;
  readonly durationMs: number;
}

/** The state before the first poll. */
export const NOTHING_YET: CollectorState<never> = {
  polls: 0,
  failures: {},
  rejectedRows: {},
  lastPoll: undefined,
  lastSuccess: undefined,
  entries: new Map(),
};

function count<Name extends string>(counts: Counts<Name>, names: readonly Name[]): Counts<Name> {
  const result: Partial<Record<Name, number>> = { ...counts };
  for (const name of names) result[name] = (result[name] ?? 0) + 1;
  return result;
}

/**
 * The old entries that a listing says nothing reliable about: their row could not be decoded, or some row's id could
 * not be read and may be theirs.
 */
function keptEntries<Item>(
  old: ReadonlyMap<string, Entry<Item>>,
  listing: Listing<Item>,
): readonly (readonly [string, Entry<Item>])[] {
  const ids = new Set(listing.rejected.map((row) => row.id));
  return [...old].filter(([id]) => ids.has(id) || ids.has(undefined));
}

/** After a complete poll: what the API no longer returns is gone, a row that went bad keeps its last good state. */
export function succeed<Item extends { readonly id: string }>(
  state: CollectorState<Item>,
  listing: Listing<Item>,
  time: PollTime,
): CollectorState<Item> {
  const seenMs = time.finishedMs;
  return {
    polls: state.polls + 1,
    failures: state.failures,
    rejectedRows: count(
      state.rejectedRows,
      listing.rejected.map((row) => row.field),
    ),
    lastPoll: { ...time, failure: undefined },
    lastSuccess: {
      finishedMs: time.finishedMs,
      resources: listing.items.length + listing.rejected.length,
      reported: listing.reported,
    },
    entries: new Map([
      ...keptEntries(state.entries, listing),
      ...listing.items.map((item) => [item.id, { item, seenMs }] as const),
    ]),
  };
}

/** After a failed poll: everything known stays as it was. */
export function fail<Item>(
  state: CollectorState<Item>,
  failure: Failure,
  time: PollTime,
): CollectorState<Item> {
  return {
    ...state,
    polls: state.polls + 1,
    failures: count(state.failures, [failure.reason]),
    lastPoll: { ...time, failure },
  };
}

/** What may be shown now. */
export interface Current<Item> {
  readonly items: readonly Item[];
  /** Milliseconds since the epoch at which the oldest of them becomes too old; Infinity when there is none. */
  readonly validUntilMs: number;
}

/** The items that are not older than `staleAfterMs`. */
export function current<Item>(
  state: CollectorState<Item>,
  staleAfterMs: number,
  nowMs: number,
): Current<Item> {
  const fresh = [...state.entries.values()].filter(({ seenMs }) => nowMs - seenMs <= staleAfterMs);
  return {
    items: fresh.map(({ item }) => item),
    validUntilMs: fresh.reduce(
      (least, { seenMs }) => Math.min(least, seenMs + staleAfterMs),
      Infinity,
    ),
  };
}

/** Whether the last success is recent enough to say that something is not there. */
export function isCurrent(
  state: CollectorState<unknown>,
  staleAfterMs: number,
  nowMs: number,
): boolean {
  return state.lastSuccess !== undefined && nowMs - state.lastSuccess.finishedMs <= staleAfterMs;
}
