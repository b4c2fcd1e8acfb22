import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { expandVariables } from '../../src/config/variables.ts';

const ENVIRONMENT = {
  A: 'one',
  B_2: 'two',
  EMPTY: '',
  LINE: 'one\r\n\n',
  LINES: 'one\ntwo\n',
  DOLLARS: '$$${A}',
};

function expand(text: string): unknown {
  const { document, faults } = expandVariables({ key: text }, ENVIRONMENT);
  expect(faults).toEqual([]);
  return (document as { readonly key: unknown }).key;
}

describe('expandVariables', () => {
  it.each([
    ['${A}', 'one'],
    ['${A}${B_2}', 'onetwo'],
    ['x${A}y', 'xoney'],
    ['${EMPTY}', ''],
    ['${LINE}', 'one'],
    ['x${LINE}y', 'xoney'],
    ['${LINES}', 'one\ntwo'],
    ['$$', '$'],
    ['$${A}', '${A}'],
    ['$$${A}', '$one'],
    ['$A $ {A} $', '$A $ {A} $'],
    ['${DOLLARS}', '$$${A}'],
    ['', ''],
  ])('%s becomes %j', (text, expected) => {
    expect(expand(text)).toBe(expected);
  });

  it('reaches every text but no key, and leaves other values as they are', () => {
    const document = { '${A}': ['${A}', { b: '${B_2}', c: 1, d: null, e: true }] };
    expect(expandVariables(document, ENVIRONMENT)).toEqual({
      document: { '${A}': ['one', { b: 'two', c: 1, d: null, e: true }] },
      hidden: new Set(['["${A}"][0]', '["${A}"][1].b']),
      faults: [],
    });
  });

  it.each(['${UNSET}', '${toString}', '${__proto__}'])('reports %s', (text) => {
    const { faults } = expandVariables({ a: { b: [text] } }, ENVIRONMENT);
    const name = text.slice(2, -1);
    const expected = `the environment variable ${name} to be set`;
    expect(faults).toEqual([{ path: 'a.b[0]', expected, found: 'it unset' }]);
  });

  it.each(['${', '${}', '${A', '${A-b}', '${A:-default}', '${1}', '${ A}'])(
    'reports %s without showing it',
    (text) => {
      const { faults, hidden } = expandVariables({ key: `password${text}` }, ENVIRONMENT);
      expect(faults).toHaveLength(1);
      expect(JSON.stringify(faults)).not.toContain('password');
      expect(hidden).toEqual(new Set(['key']));
    },
  );

  it('reports every variable of a text', () => {
    const { faults } = expandVariables('${X} ${Y}', {});
    expect(faults.map(({ path }) => path)).toEqual(['configuration', 'configuration']);
  });

  it('gives back any text whose dollars are doubled', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(expand(text.replaceAll('$', '$$$$'))).toBe(text);
      }),
    );
  });

  it('keeps a key named __proto__ a key', () => {
    const document: unknown = JSON.parse('{"__proto__": {"a": "${A}"}}');
    const expanded = expandVariables(document, ENVIRONMENT).document;
    expect(JSON.stringify(expanded)).toBe('{"__proto__":{"a":"one"}}');
  });

  it('does not follow a document without end', () => {
    let document: unknown = 'x';
    for (let depth = 0; depth < 10_000; depth += 1) document = [document];
    expect(() => expandVariables(document, {})).toThrow('expected at most 100 levels, found more');
  });
});
