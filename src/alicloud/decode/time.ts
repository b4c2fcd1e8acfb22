/** Decodes the API's points in time. */

import type { Fields } from './fields.ts';

/** 1 January 2100: the API marks "never" with dates far beyond it. */
const FAR_FUTURE_MS = 4_102_444_800_000;

function seconds(ms: number): number | undefined {
  return ms > 0 && ms < FAR_FUTURE_MS ? ms / 1000 : undefined;
}

/** Milliseconds since the epoch as seconds; undefined when missing, zero or absurd. */
export function decodeSeconds(row: Fields, name: string): number | undefined {
  const ms = row.number(name);
  return ms === undefined ? undefined : seconds(ms);
}

/** ISO 8601 in UTC; the API leaves out the seconds here and there. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z$/;

/** The same of a point in time that is written out. */
export function decodeInstant(row: Fields, name: string): number | undefined {
  const text = row.text(name);
  return INSTANT.test(text) ? seconds(Date.parse(text)) : undefined;
}
