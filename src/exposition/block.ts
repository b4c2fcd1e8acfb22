/** Samples as bytes: of a few subjects, and of neighbouring blocks put together. */

import type { Family } from '../model/family.ts';
import { sampleLines } from './format.ts';
import type { Group } from './regroup.ts';

/** The samples of some subjects, one piece of text for each family. */
export interface Block<Item = unknown> extends Group<Item> {
  readonly bytes: readonly Buffer[];
  readonly size: number;
}

/** Blocks that are sent as one piece for each family. */
export interface Segment extends Group<Block> {
  readonly bytes: readonly Buffer[];
}

/** The texts one after the other in one buffer: a small one of its own for each would cost more than its bytes. */
function encode(texts: readonly string[]): Pick<Block, 'bytes' | 'size'> {
  const all = Buffer.from(texts.join(''));
  let end = 0;
  const bytes = texts.map((text) => all.subarray(end, (end += Buffer.byteLength(text))));
  return { bytes, size: all.length };
}

/** Makes the block of some subjects. */
export function renderBlock<Item, Subject>(
  families: readonly Family<Subject>[],
  items: readonly Item[],
  subjects: readonly Subject[],
): Block<Item> {
  const texts = families.map((family) =>
    subjects.map((subject) => sampleLines(family, subject)).join(''),
  );
  return { items, ...encode(texts) };
}

/** Puts blocks together; a single one is not copied. */
export function joinBlocks(blocks: readonly Block[]): Segment {
  const [first, ...others] = blocks;
  if (first !== undefined && others.length === 0) return { items: blocks, bytes: first.bytes };
  const bytes = first?.bytes.map((_, family) =>
    Buffer.concat(blocks.map((block) => block.bytes[family] ?? Buffer.alloc(0))),
  );
  return { items: blocks, bytes: bytes ?? [] };
}
