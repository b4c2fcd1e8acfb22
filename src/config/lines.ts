/** Tells on which line of the file the key of a fault is. Pure. */

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

/** The line of a path, or of the nearest place around it that is in the file: a key that is missing has no line. */
function nearest(lines: ReadonlyMap<string, number>, path: string): number {
  for (let at = path; at !== ''; at = at.replace(LAST_SEGMENT, '')) {
    const line = lines.get(at);
    if (line !== undefined) return line;
    if (!LAST_SEGMENT.test(at)) break;
  }
  return lines.get('configuration') ?? 1;
}

/** The faults of a file, each with the file's name and the line: `exporter.yml:4: accounts[0].region`. */
export function withLines(
  faults: readonly ConfigFault[],
  file: string,
  text: string,
): readonly ConfigFault[] {
  const lines = linesOf(text);
  return faults.map((fault) => {
    const [, line] = POSITION.exec(fault.path) ?? [];
    return line === undefined
      ? { ...fault, path: `${file}:${nearest(lines, fault.path)}: ${fault.path}` }
      : { ...fault, path: `${file}:${line}` };
  });
}
