import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { nearest } from '../../src/config/text.ts';

const KEYS = ['name', 'regions', 'exclude_regions', 'endpoint', 'tags', 'config.file'];

describe('nearest', () => {
  it.each([
    ['nmae', 'name'],
    ['region', 'regions'],
    ['regoins', 'regions'],
    ['endpiont', 'endpoint'],
    ['exclude_region', 'exclude_regions'],
    ['config', 'config.file'],
    ['file', 'config.file'],
    ['Regions', 'regions'],
  ])('%s is %s', (name, expected) => {
    expect(nearest(name, KEYS)).toBe(expected);
  });

  it.each(['', 'x', 'zzzzzz', 'credentials', 'le', 'a'.repeat(1000)])(
    'has no guess for %.20s',
    (name) => {
      expect(nearest(name, KEYS)).toBeUndefined();
    },
  );

  it('knows every name itself, whatever the others are', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 1 }),
        (names) => {
          const [name = ''] = names;
          expect(nearest(name, names)).toBe(name);
        },
      ),
    );
  });

  it('has nothing to guess among none', () => {
    expect(nearest('name', [])).toBeUndefined();
  });
});
