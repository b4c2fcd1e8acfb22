import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { idOf, ids, ScheduledPoll, type Poll, type Step } from './support/page-server.ts';

const serve = fc.record({ kind: fc.constant('serve' as const), pick: fc.nat(7) });
const create = fc.record({ kind: fc.constant('create' as const), pick: fc.nat(15) });
const remove = fc.record({ kind: fc.constant('delete' as const), pick: fc.nat(15) });

/** Rows at the beginning, which of them were known before, how many more were, and what happens. */
interface Plan {
  readonly pageSize: number;
  readonly count: number;
  readonly isKnown: readonly boolean[];
  readonly gone: number;
  readonly steps: readonly Step[];
}

const MOST_ROWS = 9;

/** Reads in any order with some changes among them. */
function stepsWith(change: fc.Arbitrary<Step>): fc.Arbitrary<readonly Step[]> {
  const changes = fc.array(fc.tuple(fc.nat(15), change), { maxLength: 5 });
  return fc
    .tuple(fc.array(serve, { minLength: 15, maxLength: 15 }), changes)
    .map(([serves, inserted]) =>
      inserted.reduce<readonly Step[]>((steps, [at, step]) => steps.toSpliced(at, 0, step), serves),
    );
}

function plans(change: fc.Arbitrary<Step>): fc.Arbitrary<Plan> {
  return fc.record({
    pageSize: fc.integer({ min: 1, max: 4 }),
    count: fc.nat(MOST_ROWS),
    isKnown: fc.array(fc.boolean(), { minLength: MOST_ROWS, maxLength: MOST_ROWS }),
    gone: fc.nat(2),
    steps: stepsWith(change),
  });
}

function knownOf({ count, isKnown, gone }: Plan): ReadonlySet<string> {
  return new Set([
    ...ids(count).filter((_, index) => isKnown[index]),
    ...ids(gone).map((id) => `gone-${id}`),
  ]);
}

const idsOf = ({ result }: Poll): readonly string[] =>
  (result?.rows ?? []).map((row) => idOf(row) ?? '');

const textOf = (all: Iterable<string>): string => [...all].toSorted().join(' ');

/** Known ids that were there from beginning to end, and that the result does not have. */
function missed(poll: Poll, known: ReadonlySet<string>): readonly string[] {
  if (poll.result === undefined) return [];
  const shown = new Set(idsOf(poll));
  return [...known].filter(
    (id) => !shown.has(id) && poll.moments.every((moment) => moment.has(id)),
  );
}

/** Whether each walk was disturbed while it was read, the second one by a creation and a deletion. */
function isDisturbed({ changes }: Poll): boolean {
  const during = changes.filter((change) => change.isDuring);
  return (
    during.some(({ walk }) => walk === 1) &&
    during.some(({ walk, kind }) => walk === 2 && kind === 'create') &&
    during.some(({ walk, kind }) => walk === 2 && kind === 'delete')
  );
}

describe.each(['append', 'newest first', 'anywhere'] as const)(
  'rows that change while they are read, new ones: %s',
  (order) => {
    const run = (plan: Plan): Promise<Poll> =>
      new ScheduledPoll(ids(plan.count), order, plan.pageSize).run(knownOf(plan), plan.steps);

    const runs = { numRuns: 300 };

    it('show nothing twice and nothing that never was', async () => {
      await fc.assert(
        fc.asyncProperty(plans(fc.oneof(create, remove)), async (plan) => {
          const poll = await run(plan);
          const shown = idsOf(poll);
          expect(new Set(shown).size).toBe(shown.length);
          expect(shown.filter((id) => !poll.moments.some((moment) => moment.has(id)))).toEqual([]);
        }),
        runs,
      );
    });

    it.each([
      ['created', create],
      ['deleted', remove],
    ])('are those of one moment when rows are only %s', async (_, change) => {
      await fc.assert(
        fc.asyncProperty(plans(change), async (plan) => {
          const poll = await run(plan);
          const shown = textOf(idsOf(poll));
          const truths = poll.moments.map(textOf);
          expect(poll.result === undefined ? [shown] : truths).toContain(shown);
        }),
        runs,
      );
    });

    it('miss a known one only when both walks were disturbed, the second one twice', async () => {
      await fc.assert(
        fc.asyncProperty(plans(fc.oneof(create, remove)), async (plan) => {
          const poll = await run(plan);
          expect(isDisturbed(poll) ? [] : missed(poll, knownOf(plan))).toEqual([]);
        }),
        { numRuns: 1500 },
      );
    });

    it('cost one call per page when nothing changes, two when a known one is gone', async () => {
      await fc.assert(
        fc.asyncProperty(plans(serve), async (plan) => {
          const { calls, result } = await run(plan);
          const pages = Math.max(1, Math.ceil(plan.count / plan.pageSize));
          expect(calls).toBe(plan.gone > 0 && pages > 1 ? 2 * pages : pages);
          expect(result?.reported).toBe(plan.count);
          expect(result?.rows.map(idOf)).toEqual(ids(plan.count));
        }),
        runs,
      );
    });
  },
);
