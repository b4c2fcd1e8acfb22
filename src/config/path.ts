/** Paths of a document: how they are written, and what is there. */

import { fieldOf, isMapping } from '../model/values.ts';
import { ConfigError } from './error.ts';
import { quote } from './text.ts';

/** Keys and indices from the top of the document to a value. */
export type Path = readonly PropertyKey[];

/** `accounts[0].filters.tags["my.key"]`, fit for a message; the document itself is `configuration`. */
export function formatPath(path: Path): string {
  return (
    path.reduce<string>((text, segment) => {
      if (typeof segment === 'number') return `${text}[${segment}]`;
      const key = String(segment);
      if (!/^[\w-]{1,80}$/.test(key)) return `${text}[${quote(key)}]`;
      return text === '' ? key : `${text}.${key}`;
    }, '') || 'configuration'
  );
}

/** The value at a path; undefined where there is none. */
export function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>(fieldOf, document);
}

/** Far deeper than any configuration; bounds the recursion. */
const MAX_DEPTH = 100;

/**
 * A copy of a document with `change` applied to every text in it; keys stay as they are.
 * @throws ConfigError when the document is too deep
 */
export function mapTexts(
  document: unknown,
  change: (text: string, path: Path) => string,
  path: Path = [],
): unknown {
  if (typeof document === 'string') return change(document, path);
  if (path.length > MAX_DEPTH) {
    const expected = `at most ${MAX_DEPTH} levels`;
    throw new ConfigError([{ path: 'configuration', expected, found: 'more' }]);
  }
  if (Array.isArray(document)) {
    return document.map((item: unknown, index) => mapTexts(item, change, [...path, index]));
  }
  if (!isMapping(document)) return document;
  // fromEntries defines a key named __proto__ like any other; an assignment would not.
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => [key, mapTexts(value, change, [...path, key])]),
  );
}
