/** Decodes how much a gateway or connection may carry. */

import type { Fields } from './fields.ts';

const BYTES_OF_A_MEGABIT = 1e6 / 8;

/** `Spec`: megabits per second, as in "1000M" or "5", in bytes per second; undefined where it is neither. */
export function decodeSpec(row: Fields): number | undefined {
  const megabits = /^(\d{1,9})M?$/.exec(row.text('Spec'))?.[1];
  return megabits === undefined ? undefined : Number(megabits) * BYTES_OF_A_MEGABIT;
}
