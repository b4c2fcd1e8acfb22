/** Lists in groups: complete, in order, and as few of them new as can be. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { regroup, type Group } from '../../src/exposition/regroup.ts';
import { finish } from '../../src/model/steps.ts';

const LIMIT = 4;

type Numbers = readonly Group<number>[];

/** Cuts; also returns which groups were made for it. */
function cut(items: readonly number[], old: Numbers = []): readonly [all: Numbers, made: Numbers] {
  const made: Group<number>[] = [];
  const all = finish(
    regroup(items, old, { weigh: () => 1, limit: LIMIT }, (some) => {
      const group = { items: some };
      made.push(group);
      return group;
    }),
  );
  return [all, made];
}

const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);
const itemsOf = (groups: Numbers): readonly (readonly number[])[] =>
  groups.map(({ items }) => items);

describe('regroup', () => {
  const all = numbers(0, 12);
  const [old] = cut(all);

  it.each<[string, readonly number[], readonly (readonly number[])[]]>([
    ['nothing when nothing changed', all, []],
    ['the group of what changed', [...numbers(0, 5), 99, ...numbers(6, 12)], [[4, 99, 6, 7]]],
    ['the group that lost one', [0, 1, ...numbers(3, 12)], [[0, 1, 3]]],
    ['what came first', [99, ...all], [[99]]],
    ['what came last', [...all, 99], [[99]]],
    ['nothing when groups went', numbers(4, 8), []],
  ])('makes anew %s', (_name, items, expected) => {
    expect(itemsOf(cut(items, old)[1])).toEqual(expected);
  });

  it('puts an item that weighs too much into a group of its own', () => {
    const heavy = finish(
      regroup([9, 1, 1], [], { weigh: (item) => item, limit: LIMIT }, (items): Group<number> => ({
        items,
      })),
    );
    expect(itemsOf(heavy)).toEqual([[9], [1, 1]]);
  });

  it('takes one step for each group it makes', () => {
    const work = regroup(all, old.slice(1), { weigh: () => 1, limit: LIMIT }, (items) => ({
      items,
    }));
    expect([work.next().done, work.next().done]).toEqual([false, true]);
  });

  it('is the list, in groups that do not fit together, after any changes', () => {
    const list = fc.uniqueArray(fc.integer({ min: 0, max: 20 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(list, { minLength: 1, maxLength: 5 }), (lists) => {
        let groups: Numbers = [];
        for (const items of lists) {
          const before = groups;
          const [next, made] = cut(items, before);
          groups = next;
          expect(groups.flatMap((group) => group.items)).toEqual(items);
          expect(groups.every((group) => made.includes(group) || before.includes(group))).toBe(
            true,
          );
          const sizes = groups.map((group) => group.items.length);
          expect(sizes.every((size) => size > 0 && size <= LIMIT)).toBe(true);
          expect(sizes.slice(1).every((size, index) => size + sizes[index]! > LIMIT)).toBe(true);
        }
      }),
    );
  });
});
