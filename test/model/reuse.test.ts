/** Values are the same exactly when nothing that is made of them can differ. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { isSameValue } from '../../src/model/values.ts';

describe('isSameValue', () => {
  it.each<[unknown, unknown]>([
    [1, '1'],
    [0, -0],
    [null, undefined],
    [null, {}],
    [[], {}],
    [[1], { 0: 1, length: 1 }],
    [[1, 2], [1]],
    [{ a: undefined }, {}],
    [{ a: undefined }, { b: undefined }],
    [{ toString: 1 }, { constructor: 1 }],
    [{ a: [{ b: 1 }] }, { a: [{ b: 2 }] }],
  ])('tells %j and %j apart, in either order', (one, other) => {
    expect(isSameValue(one, other)).toBe(false);
    expect(isSameValue(other, one)).toBe(false);
  });

  it('finds a copy the same, however its keys are ordered', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()), (value, record) => {
        const reversed = Object.fromEntries(Object.entries(record).toReversed());
        expect(isSameValue(value, structuredClone(value))).toBe(true);
        expect(isSameValue([record], [reversed])).toBe(true);
      }),
    );
  });
});
