import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { objectsAt, textAt, valueAt, withValueAt, type Json } from '../../src/simulator/json.ts';

const ROW: Json = {
  Status: 'up',
  Count: 3,
  Bgp: { Status: 'success' },
  Tunnels: [{ Id: 'a' }, { Id: 'b' }],
  None: null,
};

describe('reading by path', () => {
  it.each([
    ['Status', 'up'],
    ['Bgp.Status', 'success'],
    ['Tunnels.1.Id', 'b'],
    ['None', null],
    ['Bgp.Missing', undefined],
    ['Tunnels.7.Id', undefined],
    ['Status.length', undefined],
    ['constructor', undefined],
  ])('%s', (path, expected) => {
    expect(valueAt(ROW, path)).toEqual(expected);
  });

  it('text is text only', () => {
    expect([textAt(ROW, 'Status'), textAt(ROW, 'Count'), textAt(ROW, 'Missing')]).toEqual([
      'up',
      '',
      '',
    ]);
  });

  it('objects of a list leave out everything else', () => {
    expect(objectsAt({ List: [{ a: 1 }, null, 'x', [1]] }, 'List')).toEqual([{ a: 1 }]);
    expect(objectsAt(ROW, 'Status')).toEqual([]);
  });
});

describe('replacing by path', () => {
  it.each<[string, Json | undefined, Json]>([
    ['a', 2, { a: 2, list: [1, { b: 1 }] }],
    ['list.0', null, { a: 1, list: [null, { b: 1 }] }],
    ['list.1.b', 'x', { a: 1, list: [1, { b: 'x' }] }],
    ['list.0', undefined, { a: 1, list: [{ b: 1 }] }],
    ['a', undefined, { list: [1, { b: 1 }] }],
    ['new.deep', true, { a: 1, list: [1, { b: 1 }], new: { deep: true } }],
    ['a.b', 1, { a: { b: 1 }, list: [1, { b: 1 }] }],
  ])('%s to %j', (path, value, expected) => {
    expect(withValueAt({ a: 1, list: [1, { b: 1 }] }, path, value)).toEqual(expected);
  });

  it('leaves the original alone, and what is written can be read', () => {
    const key = fc.stringMatching(/^[A-Za-z]{1,5}$/);
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.jsonValue()),
        fc.array(key, { minLength: 1, maxLength: 4 }),
        fc.jsonValue(),
        (original, keys, value) => {
          const before = structuredClone(original);
          const changed = withValueAt(original as Json, keys.join('.'), value as Json);
          expect(original).toEqual(before);
          expect(valueAt(changed, keys.join('.'))).toEqual(value);
        },
      ),
    );
  });

  it('does not reach into prototypes', () => {
    const changed = withValueAt({}, '__proto__.polluted', true);
    expect(Object.getPrototypeOf(changed)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
