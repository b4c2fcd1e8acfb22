/** Tables at a terminal: aligned, coloured where wanted, steered by nobody. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { coloured, columns } from '../../src/report/columns.ts';
import { renderTable } from '../../src/report/table.ts';
import { NOW_MS, overviewNow, SITUATIONS } from './support.ts';

const table = (situation: string, color = false, isWide = true): string =>
  renderTable(overviewNow(situation), { nowMs: NOW_MS, color, isWide });

const head = (...headings: readonly string[]) => headings.map((heading) => ({ heading }));
const body = (...rows: readonly (readonly string[])[]) => rows.map((cells) => ({ cells }));

describe('columns', () => {
  it('begin at the same place in every line, however wide the characters', () => {
    const rows = body(['x', '中文', '1'], ['👩‍🚒', 'ｶﾀｶﾅ', '2'], ['long', '', '3']);
    expect(columns(head('A', 'BB', 'C'), rows)).toEqual([
      'A     BB    C',
      'x     中文  1',
      '👩‍🚒    ｶﾀｶﾅ  2',
      'long  -     3',
    ]);
  });

  it('line up for any text', () => {
    const cell = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
        const marked = rows.map(([first, second]) => [first, second, 'END']);
        const lines = columns(head('', '', 'END'), body(...marked));
        const ends = lines.map((line) => stringWidth(line.slice(0, line.lastIndexOf('END'))));
        expect(new Set(ends).size).toBe(1);
      }),
    );
  });

  it('paint the state without moving the rest', () => {
    expect(
      columns(head('up', 'B'), body(['down', 'x'], ['something', 'y']), { paint: coloured }),
    ).toEqual(['up         B', '\u001b[1;31mdown\u001b[0m       x', 'something  y']);
  });

  it('have numbers at the right', () => {
    const spec = [{ heading: 'N', align: 'right' as const }, { heading: 'X' }];
    expect(columns(spec, body(['1', 'a'], ['100', 'b']))).toEqual(['  N  X', '  1  a', '100  b']);
  });

  it('shorten the widest cells where they do not fit, and wrap what is said below', () => {
    const rows = [
      { cells: ['down', 'a-very-long-name'], note: 'one two three 一二三四五六七八九' },
    ];
    expect(columns(head('STATE', 'NAME'), rows, { maxWidth: 16 })).toEqual([
      'STATE  NAME',
      'down   a-very-l…',
      '  one two three',
      '  一二三四五六七',
      '  八九',
    ]);
  });

  it('fit into 80 columns whatever they hold', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 90 });
    const row = fc.record({ cells: fc.tuple(cell, cell, cell, cell), note: cell });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 3 }), (rows) => {
        const lines = columns(head('A', 'B', 'C', 'D'), rows, { maxWidth: 80 });
        expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
      }),
    );
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

  it('has no line of more than 80 columns unless it is to be wide', () => {
    for (const situation of Object.keys(SITUATIONS)) {
      const lines = table(situation, false, false).split('\n');
      expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(80);
    }
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
