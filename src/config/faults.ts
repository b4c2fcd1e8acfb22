/** Translates what zod reports into faults of the configuration. */

import type { z } from 'zod';
import type { ConfigFault } from './error.ts';
import { foundAt, isShownKey, kindOf } from './found.ts';
import { formatPath, valueAt, type Path } from './path.ts';
import { quote } from './text.ts';

type Issue = z.core.$ZodIssue;

/** The document that was parsed, and the paths of what must not be shown. */
export interface Parsed {
  readonly document: unknown;
  readonly hidden: ReadonlySet<string>;
}

/** The kinds that zod expects where the schema has a mapping or a list. */
const COLLECTIONS: ReadonlySet<string> = new Set(['object', 'record', 'array']);

const NOT_SHOWN = 'another key (not shown: it may hold a secret)';

/** The message of unknown keys has one line per key: what is expected in its place. */
function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, path: Path): readonly ConfigFault[] {
  const lines = issue.message.split('\n');
  return issue.keys.map((key, index) => {
    const expected = lines[index] ?? issue.message;
    return isShownKey(path, key)
      ? { path: formatPath([...path, key]), expected, found: quote(key) }
      : { path: formatPath(path), expected, found: NOT_SHOWN };
  });
}

/** Where a value may have one of several forms, the faults of the form that it comes nearest to. */
function nearestForm(issue: z.core.$ZodIssueInvalidUnion): readonly Issue[] {
  const isInside = ({ code, path }: Issue): boolean =>
    path.length > 0 || code === 'unrecognized_keys';
  const inside = issue.errors.find((issues) => issues.every(isInside));
  return inside ?? [];
}

function foundFor(issue: Issue, path: Path, { document, hidden }: Parsed): string {
  if (issue.code === 'custom' && typeof issue.params?.['found'] === 'string') {
    return issue.params['found'];
  }
  if (issue.code === 'invalid_key') return quote(String(path.at(-1)));
  // A text in place of a mapping may be a secret that lost its key.
  const isMisplaced = issue.code === 'invalid_type' && COLLECTIONS.has(issue.expected);
  return isMisplaced ? kindOf(valueAt(document, path)) : foundAt(document, path, hidden);
}

function faultsOfIssue(issue: Issue, parent: Path, parsed: Parsed): readonly ConfigFault[] {
  const path = [...parent, ...issue.path];
  if (issue.code === 'unrecognized_keys') return unknownKeys(issue, path);
  const inner = issue.code === 'invalid_union' ? nearestForm(issue) : [];
  if (inner.length > 0) return inner.flatMap((each) => faultsOfIssue(each, path, parsed));
  const expected = issue.code === 'invalid_key' ? issue.issues[0]?.message : undefined;
  const found = foundFor(issue, path, parsed);
  return [{ path: formatPath(path), expected: expected ?? issue.message, found }];
}

/** The faults behind the issues of one parse, in their order. The message of an issue is what was expected. */
export function faultsOf(issues: readonly Issue[], parsed: Parsed): readonly ConfigFault[] {
  return issues.flatMap((issue) => faultsOfIssue(issue, [], parsed));
}
