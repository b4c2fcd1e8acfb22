/** Decodes the API's points in time. */

import type { Fields } from './fields.ts';

/** 1 January 2100: the API marks "never" with dates far beyond it. */
const FAR_FUTURE_MS = 4_102_444_800_000;

/** Milliseconds since the epoch as seconds; undefined when missing, zero or absurd. */
export function decodeSeconds(row: Fields, name: string): number | undefined {
  const ms = row.number(name);
  return ms !== undefined && ms > 0 && ms < FAR_FUTURE_MS ? ms / 1000 : undefined;
}
