/** YAML text to a plain document: one document, unique keys, no tags, no endless references. Pure. */

import {
  CST,
  LineCounter,
  parseDocument,
  Parser,
  visit,
  type Document,
  type ErrorCode,
} from 'yaml';
import { ConfigError, type ConfigFault } from './error.ts';

/** What the parser found wrong, in words of our own: its messages quote the text, which may be a secret. */
const FOUND: Readonly<Partial<Record<ErrorCode, readonly [expected: string, found: string]>>> = {
  BAD_DQ_ESCAPE: ['an escape sequence of YAML', 'an unknown one'],
  BAD_INDENT: ['the same indentation as the lines before', 'another one'],
  BAD_SCALAR_START: ['quotes around a text that begins so', 'none'],
  BLOCK_AS_IMPLICIT_KEY: [
    'one key on a line, and the next line with the same indentation',
    'a second key in the value',
  ],
  DUPLICATE_KEY: ['every key once', 'a key for the second time'],
  MISSING_CHAR: ['a closing quote, bracket or comma, or a colon and a blank after a key', 'none'],
  MULTIPLE_DOCS: ['one document', 'another one after ---'],
  MULTILINE_IMPLICIT_KEY: ['a colon and a blank after the key on this line', 'none'],
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

function positionFault(
  { line, col }: ReturnType<LineCounter['linePos']>,
  expected: string,
  found: string,
): ConfigFault {
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

/** A bracket or quote that is opened and never closed: the parser notices only far behind it. */
interface Unclosed {
  readonly offset: number;
  readonly expected: string;
  readonly found: string;
}

function unclosed(offset: number, closing: string, what: string): Unclosed {
  return {
    offset,
    expected: `a ${closing} that closes this ${what}`,
    found: `none: the ${what} is not closed`,
  };
}

function unclosedOf(token: CST.Token | null | undefined): Unclosed | undefined {
  if (token?.type === 'flow-collection') {
    const isList = token.start.type === 'flow-seq-start';
    const closing = isList ? 'flow-seq-end' : 'flow-map-end';
    if (token.end.some(({ type }) => type === closing)) return undefined;
    return isList ? unclosed(token.offset, ']', 'list') : unclosed(token.offset, '}', 'mapping');
  }
  const isQuoted = token?.type === 'double-quoted-scalar' || token?.type === 'single-quoted-scalar';
  if (!isQuoted) return undefined;
  const { source, offset } = token;
  const isOpen = source.length === 1 || !source.endsWith(source.slice(0, 1));
  return isOpen ? unclosed(offset, 'quote', 'text') : undefined;
}

/**
 * What is not closed in a faulty text, in its order: of each line the innermost, because of which the others are open. None
 * in a text that is nested too deep to look for it.
 */
function findUnclosed({ errors }: Document, text: string, lines: LineCounter): readonly Unclosed[] {
  if (errors.length === 0 || errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) return [];
  const byLine = new Map<number, Unclosed>();
  for (const token of new Parser().parse(text)) {
    if (token.type !== 'document') continue;
    CST.visit(token, ({ key, value }) => {
      for (const open of [unclosedOf(key), unclosedOf(value)]) {
        if (open !== undefined) byLine.set(lines.linePos(open.offset).line, open);
      }
    });
  }
  return [...byLine.values()];
}

function syntaxFaults(
  document: Document,
  text: string,
  lines: LineCounter,
): readonly ConfigFault[] {
  const open = findUnclosed(document, text, lines);
  // What follows looks wrong because of the first.
  const end = open[0]?.offset ?? Infinity;
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
  for (const { offset, expected, found } of open) {
    faults.push(positionFault(lines.linePos(offset), expected, found));
  }
  return faults.slice(0, MAX_FAULTS);
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
