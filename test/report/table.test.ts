/** Tables at a terminal: aligned, coloured where wanted, steered by nobody. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { coloured, plain } from '../../src/report/colour.ts';
import { columns } from '../../src/report/columns.ts';
import { renderTable } from '../../src/report/table.ts';
import { widthOf } from '../../src/report/width.ts';
import { NOW_MS, overviewNow, SITUATIONS } from './support.ts';

const table = (situation: string, color = false): string =>
  renderTable(overviewNow(situation), { nowMs: NOW_MS, color });

describe('widthOf', () => {
  it.each([
    ['', 0],
    ['plain', 5],
    ['Zürich', 6],
    ['e\u0301', 1],
    ['中文', 4],
    ['한국어', 6],
    ['\u1112\u1161\u11ab', 2],
    ['カタカナ', 8],
    ['ｶﾀｶﾅ', 4],
    ['Ｆｕｌｌ', 8],
    ['😀', 2],
    ['👩‍🚒', 2],
    ['🇨🇳', 2],
    ['❤️', 2],
    ['❤', 1],
    ['→', 1],
    ['𠀀', 2],
    ['“”', 2],
  ])('%s takes %d columns', (text, width) => {
    expect(widthOf(text)).toBe(width);
  });

  it('is that of the parts when they are apart', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '中', '😀', 'é', ' ')), (parts) => {
        expect(widthOf(parts.join(''))).toBe(
          parts.reduce((sum, part) => sum + (part === '中' || part === '😀' ? 2 : 1), 0),
        );
      }),
    );
  });
});

describe('columns', () => {
  it('begin at the same place in every line, however wide the characters', () => {
    expect(
      columns(
        ['A', 'BB', 'C'],
        [
          ['x', '中文', '1'],
          ['long', '', '2'],
        ],
        plain,
      ),
    ).toEqual(['A     BB    C', 'x     中文  1', 'long  -     2']);
  });

  it('line up for any text', () => {
    const cell = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const marked = rows.map(([first, second]) => [first, second, 'END']);
        const lines = columns(['', '', 'END'], marked, plain);
        const ends = lines.map((line) => widthOf(line.slice(0, line.lastIndexOf('END'))));
        expect(new Set(ends).size).toBe(1);
      }),
    );
  });

  it('paint the state without moving the rest', () => {
    const rows = [
      ['down', 'x'],
      ['something', 'y'],
    ];
    expect(columns(['up', 'B'], rows, coloured)).toEqual([
      'up         B',
      '\u001b[1;31mdown\u001b[0m       x',
      'something  y',
    ]);
  });
});

describe('renderTable', () => {
  it('has no colour unless asked for, and is the same but for the colour', () => {
    for (const situation of Object.keys(SITUATIONS)) {
      expect(table(situation)).not.toContain('\u001b');
      // oxlint-disable-next-line no-control-regex -- These are the escapes of colours.
      expect(table(situation, true).replaceAll(/\u001b\[[\d;]+m/g, '')).toBe(table(situation));
    }
    expect(table('trouble', true)).toContain('\u001b[1;31mdown\u001b[0m');
    expect(table('trouble', true)).toContain('\u001b[32mup\u001b[0m');
  });

  it('has no line that ends in blanks', () => {
    for (const situation of Object.keys(SITUATIONS)) expect(table(situation)).not.toMatch(/ $/m);
  });

  it('lets nothing in a name steer the terminal', () => {
    expect(table('hostile').replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}]/u);
    expect(table('hostile')).toContain(String.raw`\u{1b}[31mred\u{7}`);
    // oxlint-disable-next-line no-control-regex -- These are the escapes of colours.
    const withoutColours = table('hostile', true).replaceAll(/\u001b\[(?:1;31|3[235]|90|0)m/g, '');
    expect(withoutColours).toBe(table('hostile'));
  });

  it('names what is wrong first', () => {
    expect(table('trouble').split('\n')[0]).toBe(
      '1 connection down, 1 expected connection missing, 1 connection unknown, 2 connections degraded, 1 VPN gateway in trouble',
    );
    const states = [...table('trouble').matchAll(/^(\w+) .* vco-\d .*$/gm)].map(
      ([, state]) => state,
    );
    expect(states).toEqual(['down', 'unknown', 'degraded', 'degraded', 'inactive', 'up']);
  });
});
