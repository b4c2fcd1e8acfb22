/** Lines up cells in columns, in colour: the one writer of tables for terminals. */

import stringWidth from 'string-width';
import type { BadgeWord } from './html/parts.ts';
import { visible } from '../views/wording.ts';

/** Paints a cell; the text is what it looks like without paint. */
export type Paint = (text: string) => string;

export interface Column {
  readonly heading: string;
  /** Numbers stand at the right. */
  readonly align?: 'right';
  /** To be copied: shortened last. */
  readonly isId?: boolean;
}

/** One row, and what is said below it. */
export interface Row {
  readonly cells: readonly string[];
  /** Wrapped below the row, indented. */
  readonly note?: string;
}

/** How to lay out. */
export interface Layout {
  /** Is given the first cell of each row but the heading, and must not change how wide it looks. */
  readonly paint?: Paint;
  /** The most columns of the terminal that a line may take; cells are shortened where they do not fit. */
  readonly maxWidth?: number;
  /** The same for what is said below a row; default: `maxWidth`. */
  readonly noteWidth?: number;
}

/** Between two columns. */
const GAP = '  ';
const INDENT = '  ';
const ELLIPSIS = '…';

/** A column is not made narrower than this. */
const MIN_WIDTH = 6;

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** As much of the beginning of a text as fits, at least one character. */
function beginning(text: string, width: number): string {
  let kept = '';
  let taken = 0;
  for (const { segment } of SEGMENTER.segment(text)) {
    taken += stringWidth(segment);
    if (kept !== '' && taken > width) break;
    kept += segment;
  }
  return kept;
}

/** The text, or as much of it as fits, ended by an ellipsis. */
function shortened(text: string, width: number): string {
  return stringWidth(text) <= width ? text : beginning(text, width - 1) + ELLIPSIS;
}

/** Takes columns of the terminal from the widest cells until all fit; from ids only when nothing else is left. */
function fit(
  widths: readonly number[],
  spec: readonly Column[],
  maxWidth: number,
): readonly number[] {
  const fitted = [...widths];
  const gaps = GAP.length * (widths.length - 1);
  let excess = fitted.reduce((sum, width) => sum + width, gaps) - maxWidth;
  for (const isLast of [false, true]) {
    const candidates = [...fitted.keys()].filter((column) => isLast || spec[column]?.isId !== true);
    while (excess > 0) {
      const widest = Math.max(...candidates.map((column) => fitted[column] ?? 0));
      if (widest <= MIN_WIDTH) break;
      fitted[candidates.findLast((column) => fitted[column] === widest) ?? 0] = widest - 1;
      excess -= 1;
    }
  }
  return fitted;
}

/** A text in lines of at most so many columns; a word that is longer is broken. */
export function wrapped(text: string, maxWidth: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (stringWidth(longer) <= maxWidth) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word;
    while (stringWidth(line) > maxWidth) {
      const head = beginning(line, maxWidth);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return [...lines, line];
}

/**
 * Rows under their headings as lines of a terminal. Characters that could steer it are written out; a cell without text
 * shows a dash.
 */
export function columns(
  spec: readonly Column[],
  rows: readonly Row[],
  { paint = (text) => text, maxWidth = Infinity, noteWidth = maxWidth }: Layout = {},
): readonly string[] {
  const shown = [spec.map(({ heading }) => heading), ...rows.map(({ cells }) => cells)].map(
    (cells) => cells.map((cell) => visible(cell === '' ? '-' : cell)),
  );
  const natural = spec.map((_, column) =>
    shown.reduce((most, cells) => Math.max(most, stringWidth(cells[column] ?? '')), 0),
  );
  const widths = fit(natural, spec, maxWidth);
  return shown.flatMap((cells, index) => {
    const line = cells.map((cell, column) => {
      const width = widths[column] ?? 0;
      const text = shortened(cell, width);
      const space = ' '.repeat(width - stringWidth(text));
      if (spec[column]?.align === 'right') return space + text;
      return (index > 0 && column === 0 ? paint(text) : text) + space;
    });
    const note = visible(rows[index - 1]?.note ?? '');
    const below = note === '' ? [] : wrapped(note, noteWidth - INDENT.length);
    return [line.join(GAP).trimEnd(), ...below.map((text) => INDENT + text)];
  });
}

/** SGR parameters (ECMA-48): bold red, yellow, magenta, grey, green. */
const COLOURS: Readonly<Record<BadgeWord, string>> = {
  down: '1;31',
  failed: '1;31',
  missing: '1;31',
  unknown: '35',
  degraded: '33',
  soon: '33',
  stale: '90',
  inactive: '90',
  waiting: '90',
  up: '32',
  ok: '32',
};

function isState(word: string): word is BadgeWord {
  return Object.hasOwn(COLOURS, word);
}

/** Leaves text as it is. */
export const plain: Paint = (text) => text;

/** Colours a word that is a state. */
export const coloured: Paint = (text) =>
  isState(text) ? `\u001b[${COLOURS[text]}m${text}\u001b[0m` : text;
