/** Places in a JSON value. */

import type { Json } from './rows.ts';

export type Path = readonly (string | number)[];

/** The path of every value below the top, objects and lists included. */
export function pathsOf(value: unknown): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => [
    [key],
    ...pathsOf((value as Json)[key]).map((path) => [key, ...path]),
  ]);
}

/** A copy with another value at a path; undefined takes the key away, as JSON has no undefined. */
export function withValueAt(value: unknown, path: Path, replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  const copy = (
    Array.isArray(value) ? [...(value as unknown[])] : { ...(value as Json) }
  ) as Record<string | number, unknown>;
  copy[key] = withValueAt(copy[key], rest, replacement);
  return JSON.parse(JSON.stringify(copy)) as unknown;
}
