/** Decodes single values that several resources have: bandwidths, tags, points in time. */

import type { Fields } from './fields.ts';
import type { Tags } from '../../model/tags.ts';

const BYTES_OF_A_MEGABIT = 1e6 / 8;

/** `Spec`: megabits per second, as in "1000M" or "5", in bytes per second; undefined where it is neither. */
export function decodeSpec(row: Fields): number | undefined {
  const megabits = /^(\d{1,9})M?$/.exec(row.text('Spec'))?.[1];
  return megabits === undefined ? undefined : Number(megabits) * BYTES_OF_A_MEGABIT;
}

/** A resource has up to 20 of its own; the system adds some. */
const MAX_TAGS = 64;

/** `<wrapper>.Tag[]` of key and value, as both list calls return them. */
export function decodeTags(row: Fields, wrapper: string): Tags {
  const tags = row.detail(wrapper)?.details('Tag', MAX_TAGS) ?? [];
  return Object.fromEntries(
    tags.map((tag) => [tag.text('Key'), tag.text('Value')]).filter(([key]) => key !== ''),
  );
}

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
