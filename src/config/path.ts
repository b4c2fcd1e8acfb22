/** Places in a configuration: paths of its document, lines of its file. */

import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { fieldOf, isMapping } from '../model/values.ts';
import { ConfigError, type ConfigFault } from './error.ts';
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

/** The last segment of a path as formatPath writes it. */
const LAST_SEGMENT = /(?:\.?[\w-]+|\[[^\]]*\])$/;

/** A fault of the YAML itself names its position. */
const POSITION = /^line (\d+), column \d+$/;

/** The lines of all keys and items, by path. Those behind a reference have none of their own. */
function linesOf(text: string): ReadonlyMap<string, number> {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, logLevel: 'silent' });
  const lines = new Map<string, number>();
  const visit = (node: unknown, path: Path): void => {
    if (isMap(node)) {
      for (const { key, value } of node.items) {
        if (isScalar(key)) enter(key.range?.[0], value, [...path, String(key.value)]);
      }
    }
    if (isSeq(node)) {
      for (const [index, item] of node.items.entries())
        enter(startOf(item), item, [...path, index]);
    }
  };
  const enter = (offset: number | undefined, node: unknown, path: Path): void => {
    if (offset !== undefined) lines.set(formatPath(path), counter.linePos(offset).line);
    visit(node, path);
  };
  enter(startOf(document.contents), document.contents, []);
  return lines;
}

function startOf(node: unknown): number | undefined {
  const hasRange = typeof node === 'object' && node !== null && 'range' in node;
  return hasRange && Array.isArray(node.range) ? Number(node.range[0]) : undefined;
}

/** The line of a path, or of the nearest place around it that is in the file: a key that is missing has no line. */
function lineOf(lines: ReadonlyMap<string, number>, path: string): number {
  for (let at = path; at !== ''; at = at.replace(LAST_SEGMENT, '')) {
    const line = lines.get(at);
    if (line !== undefined) return line;
    if (!LAST_SEGMENT.test(at)) break;
  }
  return lines.get('configuration') ?? 1;
}

/** The faults of a file from top to bottom, each with the file's name and the line: `exporter.yml:4: accounts[0].region`. */
export function withLines(
  faults: readonly ConfigFault[],
  file: string,
  text: string,
): readonly ConfigFault[] {
  const lines = linesOf(text);
  const located = faults.map((fault) => {
    const [, position] = POSITION.exec(fault.path) ?? [];
    return position === undefined
      ? { fault, line: lineOf(lines, fault.path), key: `: ${fault.path}` }
      : { fault, line: Number(position), key: '' };
  });
  return located
    .sort((a, b) => a.line - b.line)
    .map(({ fault, line, key }) => ({ ...fault, path: `${file}:${line}${key}` }));
}
