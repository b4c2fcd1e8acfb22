/** Lines of a file: where in it a path of its document is. */

import { isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { ConfigFault } from './error.ts';
import { formatPath, type Path } from './path.ts';

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

/** Says on which line of a text a path is: that of the nearest place around it for a key that is missing. */
export function lineFinder(text: string): (path: string) => number {
  const lines = linesOf(text);
  return (path) => {
    for (let at = path; at !== ''; at = at.replace(LAST_SEGMENT, '')) {
      const line = lines.get(at);
      if (line !== undefined) return line;
      if (!LAST_SEGMENT.test(at)) break;
    }
    return lines.get('configuration') ?? 1;
  };
}

/** The faults of a file from top to bottom, each with the file's name and the line: `exporter.yml:4: accounts[0].region`. */
export function withLines(
  faults: readonly ConfigFault[],
  file: string,
  text: string,
): readonly ConfigFault[] {
  const lineOf = lineFinder(text);
  const located = faults.map((fault) => {
    const [, position] = POSITION.exec(fault.path) ?? [];
    return position === undefined
      ? { fault, line: lineOf(fault.path), key: `: ${fault.path}` }
      : { fault, line: Number(position), key: '' };
  });
  return located
    .sort((a, b) => a.line - b.line)
    .map(({ fault, line, key }) => ({ ...fault, path: `${file}:${line}${key}` }));
}
