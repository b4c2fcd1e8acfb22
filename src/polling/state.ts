/**
 * What is known of one collector of one target, as immutable values: succeed(), fail(), current(). Times are on the
 * monotonic clock, in milliseconds: no change of the time of day makes anything older or younger.
 */

import type { Listing, RejectedRow } from '../alicloud/api.ts';
import type { Moment } from '../model/clock.ts';
import type { Failure, FailureReason } from '../model/failure.ts';
import { reuseUnchanged } from '../model/values.ts';

/** A resource, and when the API last showed it in a row that could be decoded. */
export interface Entry<Item> {
  readonly item: Item;
  readonly seenMs: number;
}

/** Counts by name; a name that is missing counts 0. */
export type Counts<Name extends string = string> = Readonly<Partial<Record<Name, number>>>;

/** The outcome of the last finished poll. */
export interface LastPoll {
  readonly finishedMs: number;
  readonly durationMs: number;
  /** Undefined after a success. */
  readonly failure: Failure | undefined;
}

/** The last complete poll. */
export interface LastSuccess {
  readonly finishedMs: number;
  /** The time of day then, in milliseconds since the epoch: for the exposed timestamp, which stays where it was. */
  readonly wallMs: number;
  /** Unique rows, those that could not be decoded included. */
  readonly resources: number;
  /** The API's own TotalCount. */
  readonly reported: number;
  /** The rows that could not be decoded: they are there, too. */
  readonly rejected: readonly RejectedRow[];
}

/** A poll that found that the API does not offer the call to this region or account. */
export interface NotOffered {
  readonly finishedMs: number;
  readonly failure: Failure;
}

/** One collector of one target. */
export interface CollectorState<Item> {
  readonly polls: number;
  readonly failures: Counts<FailureReason>;
  /** Rows that could not be decoded, by field. */
  readonly rejectedRows: Counts;
  readonly lastPoll: LastPoll | undefined;
  readonly lastSuccess: LastSuccess | undefined;
  /** The last poll where the API does not offer the call; undefined where it does, as far as is known. */
  readonly notOffered: NotOffered | undefined;
  readonly entries: ReadonlyMap<string, Entry<Item>>;
}

/** When a poll ended and how long it took, in milliseconds. */
export interface PollTime {
  readonly finishedMs: number;
  /** The time of day then, since the epoch. */
  readonly wallMs: number;
  readonly durationMs: number;
}

/** The state before the first poll. */
export const NOTHING_YET: CollectorState<never> = {
  polls: 0,
  failures: {},
  rejectedRows: {},
  lastPoll: undefined,
  lastSuccess: undefined,
  notOffered: undefined,
  entries: new Map(),
};

/** One more of a name, which may be any text. */
export function increment<Name extends string>(counts: Counts<Name>, name: Name): Counts<Name> {
  // A code may be called `constructor`, which every object seems to have.
  const old: number | undefined = Object.hasOwn(counts, name) ? counts[name] : undefined;
  return { ...counts, [name]: (old ?? 0) + 1 };
}

/**
 * The old entries that a listing says nothing reliable about: their row could not be decoded, or some row's id could
 * not be read and may be theirs. One that is older than `oldestMs` is of no more use.
 */
function keptEntries<Item>(
  old: ReadonlyMap<string, Entry<Item>>,
  listing: Listing<Item>,
  oldestMs: number,
): readonly (readonly [string, Entry<Item>])[] {
  if (listing.rejected.length === 0) return [];
  const ids = new Set(listing.rejected.map((row) => row.id));
  return [...old].filter(
    ([id, { seenMs }]) => seenMs >= oldestMs && (ids.has(id) || ids.has(undefined)),
  );
}

function lastPollOf({ finishedMs, durationMs }: PollTime, failure: Failure | undefined): LastPoll {
  return { finishedMs, durationMs, failure };
}

/**
 * After a complete poll: what the API no longer returns is gone, a row that went bad keeps its last good state until
 * that is older than `staleAfterMs`. An item that did not change stays the same object.
 */
export function succeed<Item extends { readonly id: string }>(
  state: CollectorState<Item>,
  listing: Listing<Item>,
  time: PollTime,
  staleAfterMs = Infinity,
): CollectorState<Item> {
  const seenMs = time.finishedMs;
  const entries = new Map(keptEntries(state.entries, listing, seenMs - staleAfterMs));
  for (const item of listing.items) {
    const same = listing.isCompared === true ? item : reuseUnchanged(state.entries, item);
    entries.set(item.id, { item: same, seenMs });
  }
  return {
    polls: state.polls + 1,
    failures: state.failures,
    rejectedRows: listing.rejected.reduce<Counts>(
      (counts, row) => increment(counts, row.field),
      state.rejectedRows,
    ),
    lastPoll: lastPollOf(time, undefined),
    lastSuccess: {
      finishedMs: time.finishedMs,
      wallMs: time.wallMs,
      resources: listing.items.length + listing.rejected.length,
      reported: listing.reported,
      rejected: listing.rejected,
    },
    notOffered: undefined,
    entries,
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
    failures: increment(state.failures, failure.reason),
    lastPoll: lastPollOf(time, failure),
    notOffered: undefined,
  };
}

/** After a poll that found that the call is not offered: nothing is known, and nothing is wrong. */
export function withoutOffer<Item>(
  { polls, failures, rejectedRows }: CollectorState<Item>,
  failure: Failure,
  { finishedMs }: PollTime,
): CollectorState<Item> {
  return {
    ...NOTHING_YET,
    polls: polls + 1,
    failures,
    rejectedRows,
    notOffered: { finishedMs, failure },
  };
}

/** After a complete poll of other resources that these are derived from: what is not among `ids` any more goes. */
export function retain<Item>(
  state: CollectorState<Item>,
  ids: ReadonlySet<string>,
): CollectorState<Item> {
  const kept = [...state.entries].filter(([id]) => ids.has(id));
  return kept.length === state.entries.size ? state : { ...state, entries: new Map(kept) };
}

/** The state in which everything known counts as seen now. */
export function confirm<Item>(state: CollectorState<Item>, nowMs: number): CollectorState<Item> {
  if (state.entries.size === 0) return state;
  return { ...state, entries: confirmed(state.entries, nowMs) };
}

/** The entries as good as if they had been seen now. */
function confirmed<Item>(
  entries: ReadonlyMap<string, Entry<Item>>,
  seenMs: number,
): ReadonlyMap<string, Entry<Item>> {
  return new Map([...entries].map(([id, { item }]) => [id, { item, seenMs }]));
}

/** After a poll that asked about some resources only: what was not asked about stays, and is confirmed by that. */
export function succeedPartly<Item extends { readonly id: string }>(
  state: CollectorState<Item>,
  listing: Listing<Item>,
  time: PollTime,
): CollectorState<Item> {
  const next = succeed(state, listing, time);
  const entries = new Map([...confirmed(state.entries, time.finishedMs), ...next.entries]);
  const size = entries.size;
  return {
    ...next,
    entries,
    lastSuccess: countedSuccess(time, size),
  };
}

/** A success that is about these many resources and no others. */
function countedSuccess({ finishedMs, wallMs }: PollTime, size: number): LastSuccess {
  return { finishedMs, wallMs, resources: size, reported: size, rejected: [] };
}

/** After a poll in which there was nothing to ask: what is known is confirmed. */
export function idle<Item>(state: CollectorState<Item>, now: Moment): CollectorState<Item> {
  const time = { finishedMs: now.monotonicMs, wallMs: now.wallMs, durationMs: 0 };
  return {
    ...state,
    polls: state.polls + 1,
    lastPoll: lastPollOf(time, undefined),
    lastSuccess: countedSuccess(time, state.entries.size),
    entries: confirmed(state.entries, time.finishedMs),
  };
}

/** What may be shown now. */
export interface Current<Item> {
  readonly items: readonly Item[];
  /** When the oldest of them becomes too old; Infinity when there is none. */
  readonly validUntilMs: number;
}

/** The items that are not older than `staleAfterMs`. */
export function current<Item>(
  state: CollectorState<Item>,
  staleAfterMs: number,
  nowMs: number,
): Current<Item> {
  const items: Item[] = [];
  let validUntilMs = Infinity;
  for (const { item, seenMs } of state.entries.values()) {
    if (nowMs - seenMs > staleAfterMs) continue;
    items.push(item);
    validUntilMs = Math.min(validUntilMs, seenMs + staleAfterMs);
  }
  return { items, validUntilMs };
}

/** Whether the last success is recent enough to say that something is not there. */
export function isCurrent(
  state: CollectorState<unknown>,
  staleAfterMs: number,
  nowMs: number,
): boolean {
  return state.lastSuccess !== undefined && nowMs - state.lastSuccess.finishedMs <= staleAfterMs;
}
