import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Effect } from '../../../src/simulator/faults/effect.ts';
import { pagePicker } from '../../../src/simulator/faults/apply.ts';

const ROWS = [0, 1, 2, 3, 4, 5, 6];

function pages(effects: readonly Effect[], size = 3): readonly (readonly number[])[] {
  const pick = pagePicker(effects);
  return [1, 2, 3, 4].map((number) => pick(ROWS, { number, size }));
}

describe('pages under faults', () => {
  it.each<[string, readonly Effect[], readonly (readonly number[])[]]>([
    ['none', [], [[0, 1, 2], [3, 4, 5], [6], []]],
    ['a row added meanwhile', [{ kind: 'shift_page', by: -1 }], [[0, 1, 2], [2, 3, 4], [5, 6], []]],
    ['two rows added', [{ kind: 'shift_page', by: -2 }], [[0, 1, 2], [1, 2, 3], [4, 5, 6], []]],
    ['a row removed meanwhile', [{ kind: 'shift_page', by: 1 }], [[1, 2, 3], [4, 5, 6], [], []]],
    ['a repeated row', [{ kind: 'repeat_row' }], [[0, 1, 2], [2, 4, 5], [5], []]],
    ['short pages', [{ kind: 'short_page', rows: 1 }], [[0], [3], [6], []]],
    ['empty pages', [{ kind: 'short_page', rows: 0 }], [[], [], [], []]],
    [
      'two at once',
      [{ kind: 'repeat_row' }, { kind: 'short_page', rows: 2 }],
      [[0, 1], [2, 4], [5], []],
    ],
    ['faults of another kind', [{ kind: 'hang' }], [[0, 1, 2], [3, 4, 5], [6], []]],
  ])('%s', (_, effects, expected) => {
    expect(pages(effects)).toEqual(expected);
  });

  it('without faults, together are the listing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 50 }), (rows, size) => {
        const count = Math.ceil(rows.length / size) + 1;
        const all = Array.from({ length: count }, (_, index) =>
          pagePicker([])(rows, { number: index + 1, size }),
        );
        expect(all.flat()).toEqual(rows);
      }),
    );
  });
});
