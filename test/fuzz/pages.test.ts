/** Page walks while rows come and go, in any order of reads. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { idOf, ids, ScheduledPoll, type Poll, type Step } from '../alicloud/support/page-server.ts';
import { fuzzAsync, PATIENCE_MS } from './support/fuzz.ts';

const serve = fc.record({ kind: fc.constant('serve' as const), pick: fc.nat(7) });
const create = fc.record({ kind: fc.constant('create' as const), pick: fc.nat(15) });
const remove = fc.record({ kind: fc.constant('delete' as const), pick: fc.nat(15) });

/** Rows at the beginning, and what happens. */
interface Plan {
  readonly pageSize: number;
  readonly count: number;
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
    steps: stepsWith(change),
  });
}

const idsOf = ({ result }: Poll): readonly string[] =>
  (result?.rows ?? []).map((row) => idOf(row) ?? '');

const textOf = (all: Iterable<string>): string => [...all].toSorted().join(' ');

/** Ids that were there from beginning to end, and that the result does not have. */
function missed({ result, moments }: Poll): readonly string[] {
  if (result === undefined) return [];
  const shown = new Set(result.rows.map(idOf));
  const [first = new Set<string>(), ...later] = moments;
  return [...first].filter((id) => !shown.has(id) && later.every((moment) => moment.has(id)));
}

/** Whether a row was created and one deleted while pages were read. */
function isDisturbed({ changes }: Poll): boolean {
  const during = changes.filter((change) => change.isDuring);
  return ['create', 'delete'].every((kind) => during.some((change) => change.kind === kind));
}

describe.each(['append', 'newest first', 'anywhere'] as const)(
  'rows that change while they are read, new ones: %s',
  (order) => {
    const run = (plan: Plan): Promise<Poll> =>
      new ScheduledPoll(ids(plan.count), order, plan.pageSize).run(plan.steps);

    const anything = fc.oneof(create, remove);

    it(
      'show nothing twice and nothing that never was',
      async () => {
        await fuzzAsync(plans(anything), 600, async (plan) => {
          const poll = await run(plan);
          const shown = idsOf(poll);
          expect(new Set(shown).size).toBe(shown.length);
          expect(shown.filter((id) => !poll.moments.some((moment) => moment.has(id)))).toEqual([]);
        });
      },
      PATIENCE_MS,
    );

    it.each([
      ['created', create],
      ['deleted', remove],
    ])(
      'are those of one moment when rows are only %s',
      async (_, change) => {
        await fuzzAsync(plans(change), 600, async (plan) => {
          const poll = await run(plan);
          const shown = textOf(idsOf(poll));
          const truths = poll.moments.map(textOf);
          expect(poll.result === undefined ? [shown] : truths).toContain(shown);
        });
      },
      PATIENCE_MS,
    );

    it(
      'miss one only when a row was created and one deleted meanwhile',
      async () => {
        await fuzzAsync(plans(anything), 3_000, async (plan) => {
          const poll = await run(plan);
          expect(isDisturbed(poll) ? [] : missed(poll)).toEqual([]);
        });
      },
      PATIENCE_MS,
    );

    it(
      'cost one call per page when nothing changes',
      async () => {
        await fuzzAsync(plans(serve), 600, async (plan) => {
          const { calls, result } = await run(plan);
          expect(calls).toBe(Math.max(1, Math.ceil(plan.count / plan.pageSize)));
          expect(result?.reported).toBe(plan.count);
          expect(result?.rows.map(idOf)).toEqual(ids(plan.count));
        });
      },
      PATIENCE_MS,
    );
  },
);
