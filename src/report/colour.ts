/** The colours of states on a terminal. */

import type { BadgeWord } from './html/parts.ts';
import type { Paint } from './columns.ts';

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
