import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { stringify } from 'yaml';
import { parseYaml } from '../../src/config/document.ts';
import { ConfigError } from '../../src/config/error.ts';

function messageOf(text: string): string {
  try {
    parseYaml(text);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'valid';
}

describe('parseYaml', () => {
  it.each([
    ['a: 1', { a: 1 }],
    ['a: yes', { a: 'yes' }],
    ['a: 1m', { a: '1m' }],
    ['a: 2020-01-01', { a: '2020-01-01' }],
    ['a: 1:30', { a: '1:30' }],
    ['1: a\ntrue: b\nnull: c', { '1': 'a', true: 'b', null: 'c' }],
    ['a: &x [1]\nb: *x', { a: [1], b: [1] }],
    ['a: &x 1\nb: *x\nc: &x 2\nd: *x', { a: 1, b: 1, c: 2, d: 2 }],
    ['a: ${X}', { a: '${X}' }],
    ['', null],
    ['# nothing', null],
  ])('reads %j', (text, expected) => {
    expect(parseYaml(text)).toEqual(expected);
  });

  it.each([
    [
      'a: {b: ${X}}',
      'line 1, column 9: expected the end of the value, or quotes around all of it, found more',
    ],
    ['a: 1\n\tb: 2', 'line 2, column 1: expected blanks at the beginning of the line, found a tab'],
    ['? [a]\n: b', 'line 1, column 3: expected a plain text as the key, found something else'],
    [
      'a: "b\nc',
      'line 1, column 4: expected a quote that closes this text, found none: the text is not closed',
    ],
    [
      "a: 'b\nc: 1",
      'line 1, column 4: expected a quote that closes this text, found none: the text is not closed',
    ],
    [
      'a:\n  b: [c\n  d: 1\n',
      'line 2, column 6: expected a ] that closes this list, found none: the list is not closed',
    ],
    [
      'a:\n  - b: [c',
      'line 2, column 8: expected a ] that closes this list, found none: the list is not closed',
    ],
    [
      'a: [[b]\nc: [d]',
      'line 1, column 4: expected a ] that closes this list, found none: the list is not closed',
    ],
    [
      'a: {b: [c}\nd: 1',
      'line 1, column 8: expected a ] that closes this list, found none: the list is not closed',
    ],
    [
      'a: {b: c\nd: 1',
      'line 1, column 4: expected a } that closes this mapping, found none: the mapping is not closed',
    ],
    [
      'a: b: c\nd: [e\nf: 1',
      'line 1, column 4: expected one key on a line, and the next line with the same indentation, found a second key in the value\n' +
        'line 2, column 4: expected a ] that closes this list, found none: the list is not closed',
    ],
    [
      'a:\n  b: 1\n c: 2',
      'line 3, column 1: expected the same indentation as the lines before, found another one',
    ],
    [
      'a: b: c',
      'line 1, column 4: expected one key on a line, and the next line with the same indentation, found a second key in the value',
    ],
    [
      'a: b\n   c: d',
      'line 1, column 4: expected one key on a line, and the next line with the same indentation, found a second key in the value',
    ],
    [
      '- a:b\n  c: d',
      'line 1, column 3: expected a colon and a blank after the key on this line, found none',
    ],
    [
      '- a b\n  c: d',
      'line 1, column 3: expected a colon and a blank after the key on this line, found none',
    ],
    [
      'a: 1\nb:c',
      'line 2, column 1: expected a closing quote, bracket or comma, or a colon and a blank after a key, found none',
    ],
    ['a: @b', 'line 1, column 4: expected quotes around a text that begins so, found none'],
    ['a: !secret b', 'line 1, column 4: expected a value without a tag, found a tag'],
    ['%FOO\n---\na: 1', 'line 1, column 1: expected YAML, found something else'],
    ['a: 1\n...\nb', 'line 3, column 1: expected one document, found another one after ---'],
  ])('refuses %.20j', (text, expected) => {
    expect(messageOf(text)).toBe(expected);
  });

  it('refuses nesting that is too deep', () => {
    expect(messageOf('['.repeat(20_000))).toMatch(
      /^line 1, .*: expected less nesting, found too much$/,
    );
  });

  it('lists at most ten mistakes', () => {
    expect(messageOf('a: "\\q"\n'.repeat(30)).split('\n')).toHaveLength(10);
  });

  it('throws nothing but ConfigError, whatever the text', () => {
    const fragment = fc.oneof(
      fc.constantFrom(
        'a: ',
        '- ',
        '&x ',
        '*x',
        '[',
        ']',
        '{',
        '}',
        ', ',
        '\n',
        '  ',
        '"',
        "'",
        '|',
        '!t ',
        '---\n',
        '? ',
        ': ',
      ),
      fc.string({ maxLength: 4 }),
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 40 }), (fragments) => {
        expect(typeof messageOf(fragments.join(''))).toBe('string');
      }),
    );
  });

  it('reads what a YAML writer makes of any value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        expect(JSON.stringify(parseYaml(stringify(value)))).toBe(JSON.stringify(value));
      }),
    );
  });
});
