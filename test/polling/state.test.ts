/** What stays known of a target after each poll, and for how long it may be shown. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Listing } from '../../src/alicloud/api.ts';
import { FAILURE_REASONS } from '../../src/model/failure.ts';
import {
  current,
  fail,
  idle,
  isCurrent,
  NOTHING_YET,
  retain,
  succeed,
  succeedPartly,
  withoutOffer,
  type CollectorState,
} from '../../src/polling/state.ts';
import { failure, listing, pollTime } from '../support/samples.ts';

/** A resource of which only the version can change. */
interface Thing {
  readonly id: string;
  readonly version: number;
}

const STALE_MS = 300_000;
const time = pollTime;
const thing = (id: string, version = 1): Thing => ({ id, version });
const ids = (state: CollectorState<Thing>, nowMs: number): readonly string[] =>
  current(state, STALE_MS, nowMs).items.map(({ id, version }) => `${id}${version}`);

/** Polls at the given times, the first at 0. */
function after(...polls: readonly (readonly [atMs: number, listing: Listing<Thing>])[]) {
  return polls.reduce<CollectorState<Thing>>(
    (state, [atMs, each]) => succeed(state, each, time(atMs), STALE_MS),
    NOTHING_YET,
  );
}

const bad = (...rowIds: readonly (string | undefined)[]): Listing<Thing>['rejected'] =>
  rowIds.map((id) => ({ id, field: 'Status' }));

describe('succeed', () => {
  const both = listing([thing('a'), thing('b')]);

  it.each<[string, Listing<Thing>, readonly string[]]>([
    ['nothing changed', both, ['a1', 'b1']],
    ['one was deleted', listing([thing('a')]), ['a1']],
    ['all were deleted', listing<Thing>([]), []],
    ['one was created', listing([thing('a'), thing('b'), thing('c')]), ['a1', 'b1', 'c1']],
    ['one changed', listing([thing('a', 2), thing('b')]), ['a2', 'b1']],
    ['a row went bad', listing([thing('a', 2)], { rejected: bad('b') }), ['a2', 'b1']],
    ['a bad row was never good', listing([thing('a')], { rejected: bad('x') }), ['a1']],
    [
      'a row went bad and its id cannot be read',
      listing([thing('a', 2)], { rejected: bad(undefined) }),
      ['a2', 'b1'],
    ],
  ])('when %s', (_name, second, expected) => {
    const state = after([0, both], [60_000, second]);
    expect([...ids(state, 60_000)].sort()).toEqual(expected);
  });

  it('shows the last good state of a bad row until stale_after, and not longer', () => {
    const badRow = listing<Thing>([], { rejected: bad('a') });
    const state = after([0, listing([thing('a')])], [200_000, badRow], [300_000, badRow]);
    expect(ids(state, STALE_MS)).toEqual(['a1']);
    expect(ids(state, STALE_MS + 1)).toEqual([]);
  });

  it('forgets what a bad row has kept for longer than that', () => {
    const unreadable = listing([thing('b')], { rejected: bad(undefined) });
    const first = listing([thing('a'), thing('b')]);
    expect([...after([0, first], [STALE_MS, unreadable]).entries.keys()]).toContain('a');
    expect([...after([0, first], [STALE_MS + 1, unreadable]).entries.keys()]).toEqual(['b']);
  });

  it('keeps the very object of what did not change, and of nothing else', () => {
    const seen = () => listing([thing('a'), thing('b')]);
    const first = after([0, seen()]);
    const again = succeed(first, seen(), time(60_000), STALE_MS);
    const changed = succeed(again, listing([thing('a', 2), thing('b')]), time(120_000), STALE_MS);
    const item = (state: CollectorState<Thing>, id: string) => state.entries.get(id)?.item;
    expect(item(again, 'a')).toBe(item(first, 'a'));
    expect(item(changed, 'a')).toEqual(thing('a', 2));
    expect(item(changed, 'b')).toBe(item(first, 'b'));
    expect(changed.entries.get('b')?.seenMs).toBe(120_000);
  });

  it('takes what was compared already as it is', () => {
    const first = after([0, listing([thing('a')])]);
    const compared = { ...listing([thing('a')]), isCompared: true as const };
    const again = succeed(first, compared, time(60_000), STALE_MS);
    expect(again.entries.get('a')?.item).toBe(compared.items[0]);
  });

  it('shows a row that is good again at once', () => {
    const state = after(
      [0, listing([thing('a')])],
      [60_000, listing<Thing>([], { rejected: bad('a') })],
      [120_000, listing([thing('a', 2)])],
    );
    expect(ids(state, 120_000)).toEqual(['a2']);
    expect(current(state, STALE_MS, 120_000).validUntilMs).toBe(120_000 + STALE_MS);
  });

  it('counts bad rows as resources, by field, and keeps the number that the API reports', () => {
    const rejected = [...bad('x', undefined), { id: 'y', field: 'State' }];
    const state = after([0, listing([thing('a')], { rejected, reported: 7 })]);
    expect(state.lastSuccess).toEqual({
      finishedMs: 0,
      wallMs: 0,
      resources: 4,
      reported: 7,
      rejected,
    });
    expect(state.rejectedRows).toEqual({ Status: 2, State: 1 });
  });

  it('clears the failure of the poll before', () => {
    const failed = fail<Thing>(NOTHING_YET, failure(), time(0));
    const state = succeed(failed, both, time(60_000, 250), STALE_MS);
    expect(state.lastPoll).toEqual({ finishedMs: 60_000, durationMs: 250, failure: undefined });
    expect(state.failures).toEqual({ throttled: 1 });
  });
});

describe('fail', () => {
  const known = after([0, listing([thing('a')], { reported: 2, rejected: bad('x') })]);
  const refused = failure({ reason: 'forbidden', code: 'Forbidden.RAM' });
  const state = fail(known, refused, time(60_000, 40));

  it('keeps everything that is known', () => {
    const { entries, lastSuccess, rejectedRows } = state;
    expect({ entries, lastSuccess, rejectedRows }).toEqual({
      entries: known.entries,
      lastSuccess: known.lastSuccess,
      rejectedRows: known.rejectedRows,
    });
  });

  it('tells when, how long and why', () => {
    expect(state.lastPoll).toEqual({ finishedMs: 60_000, durationMs: 40, failure: refused });
    expect(state.polls).toBe(2);
    expect(state.failures).toEqual({ forbidden: 1 });
  });

  it('counts each reason by itself', () => {
    const again = fail(fail(state, failure(), time(2)), refused, time(3));
    expect(again.failures).toEqual({ forbidden: 2, throttled: 1 });
  });

  it('does not lengthen how long the last good state is shown', () => {
    expect(ids(state, STALE_MS)).toEqual(['a1']);
    expect(ids(state, STALE_MS + 1)).toEqual([]);
  });
});

describe('withoutOffer', () => {
  const refused = failure({ reason: 'invalid_request', code: 'InvalidApi.NotFound' });
  const known = after([0, listing([thing('a')])]);
  const state = withoutOffer(known, refused, time(60_000));

  it('knows nothing, and counts the poll', () => {
    expect(state).toEqual({
      ...NOTHING_YET,
      polls: 2,
      notOffered: { finishedMs: 60_000, failure: refused },
    });
  });

  it('lasts until a poll ends in any other way', () => {
    expect(fail(state, failure(), time(120_000)).notOffered).toBeUndefined();
    expect(succeed(state, listing([thing('a')]), time(120_000)).notOffered).toBeUndefined();
  });
});

describe('retain', () => {
  const known = after([0, listing([thing('a'), thing('b')])]);

  it('drops what is not among the ids, and makes nothing fresher', () => {
    const state = retain(known, new Set(['a', 'x']));
    expect(ids(state, STALE_MS)).toEqual(['a1']);
    expect(ids(state, STALE_MS + 1)).toEqual([]);
  });

  it('is no poll', () => {
    const { polls, lastPoll, lastSuccess } = retain(known, new Set());
    expect([polls, lastPoll, lastSuccess]).toEqual([1, known.lastPoll, known.lastSuccess]);
  });

  it('leaves the object as it is when nothing goes', () => {
    expect(retain(known, new Set(['a', 'b']))).toBe(known);
  });
});

describe('succeedPartly', () => {
  it('keeps what was not asked about as if it had been seen now', () => {
    const known = after([0, listing([thing('a'), thing('b')])]);
    const state = succeedPartly(known, listing([thing('b', 2), thing('c')]), time(60_000));
    expect(ids(state, 60_000)).toEqual(['a1', 'b2', 'c1']);
    expect(state.lastSuccess).toMatchObject({ resources: 3, reported: 3 });
    expect(current(state, STALE_MS, 60_000).validUntilMs).toBe(60_000 + STALE_MS);
  });
});

describe('idle', () => {
  it('is a success that took no time and confirms what is known', () => {
    const known = after([0, listing([thing('a')])]);
    const state = idle(fail(known, failure(), time(60_000)), { monotonicMs: 120_000, wallMs: 5 });
    expect(state.polls).toBe(3);
    expect(state.lastPoll).toEqual({ finishedMs: 120_000, durationMs: 0, failure: undefined });
    expect(state.lastSuccess).toMatchObject({
      finishedMs: 120_000,
      wallMs: 5,
      resources: 1,
      reported: 1,
    });
    expect(ids(state, 120_000 + STALE_MS)).toEqual(['a1']);
    expect(ids(state, 120_001 + STALE_MS)).toEqual([]);
  });
});

describe('current', () => {
  it('is valid as long as its oldest item', () => {
    const state = after(
      [0, listing([thing('a'), thing('b')])],
      [60_000, listing([thing('b')], { rejected: bad('a') })],
    );
    expect(current(state, STALE_MS, 60_000).validUntilMs).toBe(STALE_MS);
    expect(current(state, STALE_MS, STALE_MS + 1)).toEqual({
      items: [thing('b')],
      validUntilMs: 60_000 + STALE_MS,
    });
  });

  it('is valid for ever when there is nothing to show', () => {
    expect(current(NOTHING_YET, STALE_MS, 0)).toEqual({ items: [], validUntilMs: Infinity });
  });
});

describe('isCurrent', () => {
  const once = after([1_000, listing<Thing>([])]);

  it.each<[string, CollectorState<Thing>, number, boolean]>([
    ['before the first poll', NOTHING_YET, 0, false],
    ['after a poll that failed', fail<Thing>(NOTHING_YET, failure(), time(0)), 0, false],
    ['after a success, even of nothing', once, 1_000, true],
    ['at stale_after', once, 1_000 + STALE_MS, true],
    ['past stale_after', once, 1_001 + STALE_MS, false],
    ['after later failures', fail(once, failure(), time(60_000)), 60_000, true],
  ])('%s', (_name, state, nowMs, expected) => {
    expect(isCurrent(state, STALE_MS, nowMs)).toBe(expected);
  });
});

describe('over any polls', () => {
  const arbitraryListing = fc
    .record({
      items: fc
        .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'))
        .map((each) => each.map((id) => thing(id))),
      rejected: fc.array(
        fc.record({
          id: fc.constantFrom('e', 'f', undefined),
          field: fc.constantFrom('Status', 'State', '__proto__', 'constructor'),
        }),
        { maxLength: 3 },
      ),
    })
    .map(({ items, rejected }) => listing(items, { rejected }));
  const poll = fc.oneof(
    arbitraryListing.map(
      (each) => (state: CollectorState<Thing>, atMs: number) =>
        succeed(state, each, time(atMs), STALE_MS),
    ),
    fc
      .constantFrom(...FAILURE_REASONS)
      .map(
        (reason) => (state: CollectorState<Thing>, atMs: number) =>
          fail(state, failure({ reason }), time(atMs)),
      ),
  );
  const counters = (state: CollectorState<Thing>): ReadonlyMap<string, number> =>
    new Map(
      Object.entries<number>({
        polls: state.polls,
        ...state.failures,
        ...state.rejectedRows,
      }),
    );

  it('no counter ever falls, and polls are successes and failures', () => {
    fc.assert(
      fc.property(fc.array(poll, { maxLength: 20 }), (polls) => {
        let state: CollectorState<Thing> = NOTHING_YET;
        polls.forEach((next, index) => {
          const before = counters(state);
          state = next(state, index * 60_000);
          const now = counters(state);
          for (const [name, count] of before) expect(now.get(name)).toBeGreaterThanOrEqual(count);
          expect(state.polls).toBe(index + 1);
        });
        const failures = Object.values(state.failures).reduce((sum, count) => sum + count, 0);
        expect(failures).toBeLessThanOrEqual(state.polls);
        expect([...counters(state).values()].every(Number.isInteger)).toBe(true);
      }),
    );
  });

  it('an item is shown exactly while a complete poll within stale_after showed it and no later one denied it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.uniqueArray(fc.constantFrom('a', 'b', 'c')), { nil: undefined }), {
          minLength: 1,
          maxLength: 12,
        }),
        (polls) => {
          let state: CollectorState<Thing> = NOTHING_YET;
          let last: readonly string[] = [];
          let lastMs = -Infinity;
          polls.forEach((shown, index) => {
            const atMs = index * 100_000;
            if (shown === undefined) state = fail(state, failure(), time(atMs));
            else {
              state = succeed(state, listing(shown.map((id) => thing(id))), time(atMs), STALE_MS);
              [last, lastMs] = [shown, atMs];
            }
            const expected = atMs - lastMs <= STALE_MS ? last.map((id) => `${id}1`) : [];
            expect(ids(state, atMs)).toEqual(expected);
          });
        },
      ),
    );
  });
});
