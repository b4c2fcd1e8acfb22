/** The validation of all that people write: a document and its schema in, the value or every fault out. Pure. */

import type { z } from 'zod';
import { isMapping } from '../model/values.ts';
import type { ConfigFault } from './error.ts';
import { valueAt, type Path } from './path.ts';
import { quote } from './text.ts';

type Issue = z.core.$ZodIssue;

/** A value, or everything that is wrong with it. */
export type Checked<Value> =
  | { readonly value: Value; readonly faults?: undefined }
  | { readonly value?: undefined; readonly faults: readonly ConfigFault[] };

/** The kinds that zod expects where the schema has a mapping or a list. */
const COLLECTIONS: ReadonlySet<string> = new Set(['object', 'record', 'array']);

const NOT_SHOWN = 'another key (not shown: it may hold a secret)';

/** Where a value may have one of several forms, the issues of the form that it comes nearest to. */
function nearestForm(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] {
  const isInside = ({ code, path }: Issue): boolean =>
    path.length > 0 || code === 'unrecognized_keys';
  return issue.errors.find((issues) => issues.every(isInside)) ?? [];
}

/** What of one kind of document may be shown. */
export interface Disclosure {
  /** Whether the scalar at a path may be shown. */
  readonly isValueShown: (path: Path, value: unknown) => boolean;
  /** Whether a key that the mapping at a path must not have may be shown. */
  readonly isKeyShown: (path: Path, key: string) => boolean;
  /** Writes a path. */
  readonly format: (path: Path) => string;
}

/** What kind of value this is: all that may be said of one that is hidden. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (value === '') return 'an empty text';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (isMapping(value)) return 'a mapping';
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`;
}

/** The value at `path` in words: the value itself where it is a scalar that may be shown. */
export function describe(
  document: unknown,
  path: Path,
  { isValueShown }: Pick<Disclosure, 'isValueShown'>,
): string {
  const value = valueAt(document, path);
  const isShown = isValueShown(path, value);
  if (typeof value === 'string' && value !== '') return isShown ? quote(value) : '<secret>';
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  return isScalar && isShown ? String(value) : kindOf(value);
}

/** Turns the issues of one document into faults. */
class Translation {
  readonly #document: unknown;
  readonly #disclosure: Disclosure;

  constructor(document: unknown, disclosure: Disclosure) {
    this.#document = document;
    this.#disclosure = disclosure;
  }

  /** The message of an issue is what was expected; that of unknown keys has one line per key. */
  faults(issue: Issue, parent: Path = []): readonly ConfigFault[] {
    const path = [...parent, ...issue.path];
    if (issue.code === 'unrecognized_keys') return this.#unknownKeys(issue, path);
    const inner = issue.code === 'invalid_union' ? nearestForm(issue) : [];
    if (inner.length > 0) return inner.flatMap((each) => this.faults(each, path));
    const expected = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined;
    return [
      {
        path: this.#disclosure.format(path),
        expected: expected ?? issue.message,
        found: this.#found(issue, path),
      },
    ];
  }

  #unknownKeys({ message, keys }: z.core.$ZodIssueUnrecognizedKeys, path: Path) {
    const { format, isKeyShown } = this.#disclosure;
    const lines = message.split('\n');
    return keys.map((key, index): ConfigFault => {
      const expected = lines[index] ?? message;
      return isKeyShown(path, key)
        ? { path: format([...path, key]), expected, found: quote(key) }
        : { path: format(path), expected, found: NOT_SHOWN };
    });
  }

  #found(issue: Issue, path: Path): string {
    if (issue.code === 'custom' && typeof issue.params?.['found'] === 'string') {
      return issue.params['found'];
    }
    if (issue.code === 'invalid_key') return quote(String(path.at(-1)));
    // A text in place of a mapping may be a secret that lost its key.
    const isMisplaced = issue.code === 'invalid_type' && COLLECTIONS.has(issue.expected);
    return isMisplaced
      ? kindOf(valueAt(this.#document, path))
      : describe(this.#document, path, this.#disclosure);
  }
}

/** Checks a document; messages show no more of it than `disclosure` allows. */
export function checkDocument<Value>(
  schema: z.ZodType<Value>,
  document: unknown,
  disclosure: Disclosure,
): Checked<Value> {
  const result = schema.safeParse(document);
  if (result.success) return { value: result.data };
  const translation = new Translation(document, disclosure);
  return { faults: result.error.issues.flatMap((issue) => translation.faults(issue)) };
}
