/** Fewer pieces of the same answer. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { coalesce } from '../../src/http/coalesce.ts';

const SIZES = [0, 1, 200, 16_383, 16_384, 16_385, 70_000];
const pieces = fc.array(
  fc.constantFrom(...SIZES).map((size) => Buffer.alloc(size, `${size}.`)),
  { maxLength: 30 },
);

describe('coalesce', () => {
  it('keeps the bytes and their order, and copies no large piece', () => {
    fc.assert(
      fc.property(pieces, (given) => {
        const result = coalesce(given);
        expect(Buffer.concat(result).equals(Buffer.concat(given))).toBe(true);
        for (const large of given.filter(({ length }) => length >= 16_384)) {
          expect(result).toContain(large);
        }
      }),
    );
  });

  it('makes no empty piece, none that is too large, and no two that would fit into one', () => {
    fc.assert(
      fc.property(pieces, (given) => {
        const sizes = coalesce(given).map(({ length }) => length);
        expect(sizes).not.toContain(0);
        for (const size of sizes.filter((each) => each !== 70_000)) {
          expect(size).toBeLessThanOrEqual(65_536);
        }
        for (const [index, size] of sizes.slice(1).entries()) {
          const before = sizes[index] ?? 0;
          expect(before < 16_384 && size < 16_384 && before + size <= 65_536).toBe(false);
        }
      }),
    );
  });

  it('leaves a single small piece as it is', () => {
    const small = Buffer.from('small');
    expect(coalesce([small])[0]).toBe(small);
    expect(coalesce([])).toEqual([]);
  });
});
