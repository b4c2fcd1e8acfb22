/** YAML text to a plain document: one document, unique keys, no tags, no endless references. Pure. */

import { LineCounter, parseDocument, visit, type Document, type ErrorCode } from 'yaml';
import { ConfigError, type ConfigFault } from './error.ts';
import { findUnclosed } from './unclosed.ts';

/** What the parser found wrong, in words of our own: its messages quote the text, which may be a secret. */
const FOUND: Readonly<Partial<Record<ErrorCode, readonly [expected: string, found: string]>>> = {
  BAD_DQ_ESCAPE: ['an escape sequence of YAML', 'an unknown one'],
  BAD_INDENT: ['the same indentation as the lines before', 'another one'],
  BAD_SCALAR_START: ['quotes around a text that begins so', 'none'],
  BLOCK_AS_IMPLICIT_KEY: ['one key on a line', 'a second one'],
  DUPLICATE_KEY: ['every key once', 'a key for the second time'],
  MISSING_CHAR: ['a closing quote, bracket or comma, or a colon after a key', 'none'],
  MULTIPLE_DOCS: ['one document', 'another one after ---'],
  NON_STRING_KEY: ['a plain text as the key', 'something else'],
  RESOURCE_EXHAUSTION: ['less nesting', 'too much'],
  TAB_AS_INDENT: ['blanks at the beginning of the line', 'a tab'],
  TAG_RESOLVE_FAILED: ['a value without a tag', 'a tag'],
  UNEXPECTED_TOKEN: ['the end of the value, or quotes around all of it', 'more'],
};
const NOT_YAML = ['YAML', 'something else'] as const;

/** Enough to see what is wrong: one mistake in YAML often makes the rest of the file look wrong too. */
const MAX_FAULTS = 10;

/** The most references of a document: without a bound, a few lines can grow to gigabytes. */
const MAX_ALIASES = 100;

interface Position {
  readonly line: number;
  readonly col: number;
}

function positionFault({ line, col }: Position, expected: string, found: string): ConfigFault {
  return { path: `line ${line}, column ${col}`, expected, found };
}

/** References to what is not there, or to what they are part of. */
function aliasFaults(document: Document, lines: LineCounter): readonly ConfigFault[] {
  const faults: ConfigFault[] = [];
  visit(document, {
    Alias: (_, alias, parents) => {
      const anchor = alias.resolve(document);
      if (anchor !== undefined && !parents.includes(anchor)) return;
      const position = lines.linePos(alias.range?.[0] ?? 0);
      const found = anchor === undefined ? 'none of that name' : 'one around it';
      faults.push(positionFault(position, 'a reference to an anchor before it', found));
    },
  });
  return faults;
}

/** Brackets and quotes that are not closed; none in a text that is nested too deep to look for them. */
function unclosedFaults(document: Document, text: string, lines: LineCounter) {
  const { errors } = document;
  if (errors.length === 0 || errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) return [];
  return findUnclosed(text, lines).map(({ offset, expected, found }) => ({
    offset,
    fault: positionFault(lines.linePos(offset), expected, found),
  }));
}

function syntaxFaults(
  document: Document,
  text: string,
  lines: LineCounter,
): readonly ConfigFault[] {
  const unclosed = unclosedFaults(document, text, lines);
  // What follows looks wrong because of the first.
  const end = unclosed[0]?.offset ?? Infinity;
  const seen = new Set<number>();
  const faults: ConfigFault[] = [];
  for (const { code, pos } of [...document.errors, ...document.warnings]) {
    if (pos[0] >= end) continue;
    const position = lines.linePos(pos[0]);
    // The first of a line is the cause.
    if (seen.has(position.line)) continue;
    seen.add(position.line);
    faults.push(positionFault(position, ...(FOUND[code] ?? NOT_YAML)));
  }
  return [...faults, ...unclosed.map(({ fault }) => fault)].slice(0, MAX_FAULTS);
}

function toPlain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    const expected = `at most ${MAX_ALIASES} references in all`;
    throw new ConfigError([{ path: 'configuration', expected, found: 'more' }]);
  }
}

/**
 * Reads YAML 1.2 with its core schema.
 * @throws ConfigError with the position of what is wrong
 */
export function parseYaml(text: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    prettyErrors: false,
    stringKeys: true,
    resolveKnownTags: false,
    lineCounter,
    // Below this level the parser does not notice further documents.
    logLevel: 'error',
  });
  const syntax = syntaxFaults(document, text, lineCounter);
  const faults = syntax.length > 0 ? syntax : aliasFaults(document, lineCounter);
  if (faults.length > 0) throw new ConfigError(faults);
  return toPlain(document);
}
