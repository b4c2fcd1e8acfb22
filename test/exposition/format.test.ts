/** Any name, tag or value becomes text that a strict reader reads back exactly. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  escapeHelp,
  escapeLabelValue,
  formatValue,
  header,
  sampleLine,
  sampleLines,
} from '../../src/exposition/format.ts';
import { parseExposition } from '../support/exposition.ts';

const HEAD = '# HELP a A.\n# TYPE a gauge\n';

/** Text of any Unicode, and much of what the format gives a meaning. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom('\\', '"', '\n', '\r', '\0', '{', '}', ',', '=', '#', ' ', 'n', '\u2028'),
    )
    .map((chars) => chars.join('')),
);

/** What is left of a text on the wire: half a surrogate pair has no UTF-8. */
const utf8 = (text: string): string => Buffer.from(text).toString();

describe('label values', () => {
  it.each([
    ['plain', 'plain'],
    ['', ''],
    ['a "quoted" one', 'a \\"quoted\\" one'],
    ['back\\slash', 'back\\\\slash'],
    ['two\nlines', 'two\\nlines'],
    ['\\n', '\\\\n'],
    ['tab\tand\rreturn', 'tab\tand\rreturn'],
    ['日本 😀', '日本 😀'],
  ])('%j is written as %s', (value, expected) => {
    expect(escapeLabelValue(value)).toBe(expected);
  });

  it('are read back, whatever they are', () => {
    fc.assert(
      fc.property(hostile, hostile, (x, y) => {
        const text = HEAD + sampleLine('a', ['x', 'y'], [1, { x, y }]);
        expect(parseExposition(text).get('a')?.samples).toEqual([
          { name: 'a', labels: { x, y }, value: 1 },
        ]);
        expect(parseExposition(utf8(text)).get('a')?.samples[0]?.labels).toEqual({
          x: utf8(x),
          y: utf8(y),
        });
      }),
    );
  });
});

describe('a sample line', () => {
  it('has the labels of the table, in its order, and no others', () => {
    const values = { y: '2', secret: 'x', x: '1' };
    expect(sampleLine('a', ['x', 'y', 'z'], [0, values])).toBe('a{x="1",y="2",z=""} 0\n');
    expect(sampleLine('a', [], [0, values])).toBe('a 0\n');
  });

  it('is there for each sample of a subject', () => {
    const family = {
      name: 'a',
      type: 'gauge',
      help: 'A.',
      labels: ['x'],
      samples: (subject: readonly number[]) =>
        subject.map((value) => [value, { x: `${value}` }] as const),
    } as const;
    expect(sampleLines(family, [1, 2])).toBe('a{x="1"} 1\na{x="2"} 2\n');
    expect(sampleLines(family, [])).toBe('');
  });
});

describe('values', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [0.1, '0.1'],
    [1e21, '1e+21'],
    [1e-7, '1e-7'],
    [NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
  ])('%d is written as %s', (value, expected) => {
    expect(formatValue(value)).toBe(expected);
  });

  it('are read back, whatever they are', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const text = `${HEAD}a ${formatValue(value)}\n`;
        expect(parseExposition(text).get('a')?.samples[0]?.value).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe('help', () => {
  it('is read back, whatever it is', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('text', 'openmetrics'), (help, format) => {
        const end = format === 'openmetrics' ? '# EOF\n' : '';
        const text = `${header({ name: 'a', type: 'gauge', help }, format)}a 1\n${end}`;
        expect(parseExposition(text, format).get('a')?.help).toBe(help);
      }),
    );
  });

  it('has its quotes escaped in OpenMetrics only', () => {
    expect(escapeHelp('"', 'text')).toBe('"');
    expect(escapeHelp('"', 'openmetrics')).toBe('\\"');
  });
});

describe('the head of a family', () => {
  it.each([
    ['counter', 'text', 'a_total'],
    ['counter', 'openmetrics', 'a'],
    ['gauge', 'openmetrics', 'a_total'],
  ] as const)('of a %s in %s', (type, format, name) => {
    expect(header({ name: 'a_total', type, help: 'A.' }, format)).toBe(
      `# HELP ${name} A.\n# TYPE ${name} ${type}\n`,
    );
  });
});
