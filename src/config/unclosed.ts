/** Finds brackets and quotes that are opened and never closed: the parser notices only far behind them. Pure. */

import { CST, Parser, type LineCounter } from 'yaml';

/** What is not closed, and where it begins. */
export interface Unclosed {
  readonly offset: number;
  /** What is missing. */
  readonly expected: string;
  readonly found: string;
}

function isClosed({ start, end }: CST.FlowCollection): boolean {
  const closing = start.type === 'flow-seq-start' ? 'flow-seq-end' : 'flow-map-end';
  return end.some(({ type }) => type === closing);
}

function unclosed(offset: number, closing: string, what: string): Unclosed {
  return {
    offset,
    expected: `a ${closing} that closes this ${what}`,
    found: `none: the ${what} is not closed`,
  };
}

function unclosedOf(token: CST.Token | null | undefined): Unclosed | undefined {
  if (token?.type === 'flow-collection' && !isClosed(token)) {
    const isList = token.start.type === 'flow-seq-start';
    const [bracket, what] = isList ? [']', 'list'] : ['}', 'mapping'];
    return unclosed(token.offset, bracket, what);
  }
  const isQuoted = token?.type === 'double-quoted-scalar' || token?.type === 'single-quoted-scalar';
  if (!isQuoted) return undefined;
  const { source, offset } = token;
  const isOpen = source.length === 1 || !source.endsWith(source.slice(0, 1));
  return isOpen ? unclosed(offset, 'quote', 'text') : undefined;
}

/** What is not closed in a text, in its order: of each line the innermost, because of which the others are open. */
export function findUnclosed(text: string, lines: LineCounter): readonly Unclosed[] {
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
