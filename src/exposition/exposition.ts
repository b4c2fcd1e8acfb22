/** What /metrics serves: the sections' families, kept until something changes, then the exporter's own metrics. */

import { Turn } from '../model/event-loop.ts';
import { haveSameItems } from '../model/lists.ts';
import type { TargetState } from '../polling/store.ts';
import { CONTENT_TYPES, END, header, type Format } from './format.ts';
import { deflateHead, deflateTail, gzipMember, type DeflatedHead } from './gzip.ts';
import type { ItemText, Section, SectionContent } from './section.ts';

/** How a body is sent. */
export type Encoding = 'identity' | 'gzip';

/** The exposition at one moment. */
export interface Rendition {
  readonly contentType: string;
  readonly encoding: Encoding;
  /** The bytes in pieces, which other renditions share: never to be written to. */
  readonly chunks: readonly Buffer[];
}

/** All bytes in one piece. */
export function bytesOf({ chunks }: Pick<Rendition, 'chunks'>): Buffer {
  return Buffer.concat(chunks);
}

export interface ExpositionDependencies {
  readonly sections: readonly Section[];
  readonly targets: () => readonly TargetState[];
  /** The exporter's own metrics at the moment. */
  readonly own: (format: Format) => Promise<string>;
  /** The monotonic clock, in milliseconds. */
  readonly now: () => number;
}

/** The sections' families in one format and encoding. */
interface Kept<Body> {
  readonly body: Body;
  readonly targets: readonly TargetState[];
  readonly validUntilMs: number;
  readonly usedMs: number;
}

/** Bytes that nobody asked for any more are let go after this long. */
const UNUSED_MS = 5 * 60_000;

/** Characters that are made into bytes, compressed and sent at once. */
const PIECE_SIZE = 256 * 1024;

/** Renders expositions, one at a time; a scrape never waits for the cloud. */
export class Exposition {
  readonly #deps: ExpositionDependencies;
  readonly #plain = new Map<Format, Kept<readonly Buffer[]>>();
  readonly #gzipped = new Map<Format, Kept<DeflatedHead>>();
  /** Renderings that have not begun: whoever asks before they do shares them. */
  readonly #waiting = new Map<string, Promise<Rendition>>();
  /** Resolves when the last of the renderings asked for is done. */
  #done: Promise<unknown> = Promise.resolve();

  constructor(deps: ExpositionDependencies) {
    this.#deps = deps;
  }

  /** The exposition as it is now, or a little later while others are being rendered. */
  render(format: Format, encoding: Encoding): Promise<Rendition> {
    const name = `${format} ${encoding}`;
    const waiting = this.#waiting.get(name);
    if (waiting !== undefined) return waiting;
    const next = this.#done.then(() => {
      this.#waiting.delete(name);
      return this.#render(format, encoding);
    });
    this.#waiting.set(name, next);
    this.#done = next.catch(() => undefined);
    return next;
  }

  async #render(format: Format, encoding: Encoding): Promise<Rendition> {
    const chunks = encoding === 'gzip' ? await this.#gzip(format) : await this.#identity(format);
    for (const kept of [this.#plain, this.#gzipped]) forgetUnused(kept, this.#deps.now());
    return { contentType: CONTENT_TYPES[format], encoding, chunks };
  }

  async #identity(format: Format): Promise<readonly Buffer[]> {
    const head = await this.#head(this.#plain, format, collect);
    return [...head, await this.#tail(format)];
  }

  async #gzip(format: Format): Promise<readonly Buffer[]> {
    const head = await this.#head(this.#gzipped, format, deflateHead);
    return gzipMember(head, deflateTail(await this.#tail(format)));
  }

  async #tail(format: Format): Promise<Buffer> {
    return Buffer.from((await this.#deps.own(format)) + END[format]);
  }

  /** The sections' families as they were made last, or made again when anything changed since. */
  async #head<Body>(
    kept: Map<Format, Kept<Body>>,
    format: Format,
    make: (pieces: AsyncIterable<Buffer>) => Promise<Body>,
  ): Promise<Body> {
    const { sections } = this.#deps;
    const targets = this.#deps.targets();
    const nowMs = this.#deps.now();
    const old = kept.get(format);
    if (old !== undefined && isGood(old, targets, nowMs)) {
      kept.set(format, { ...old, usedMs: nowMs });
      return old.body;
    }
    const contents = sections.map((section) => section.show(targets, nowMs));
    const body = await make(piecesOf(sections, contents, format));
    const validUntilMs = Math.min(...contents.map((content) => content.validUntilMs));
    kept.set(format, { body, targets, validUntilMs, usedMs: nowMs });
    return body;
  }
}

/** Whether nothing changed since and nothing has grown too old. */
function isGood(
  { targets, validUntilMs }: Kept<unknown>,
  present: readonly TargetState[],
  nowMs: number,
): boolean {
  return nowMs <= validUntilMs && haveSameItems(targets, present);
}

function forgetUnused(kept: Map<Format, Kept<unknown>>, nowMs: number): void {
  for (const [format, { usedMs }] of kept) {
    if (nowMs - usedMs > UNUSED_MS) kept.delete(format);
  }
}

/** The families of all sections; one without samples is left out. */
async function* piecesOf(
  sections: readonly Section[],
  contents: readonly SectionContent[],
  format: Format,
): AsyncGenerator<Buffer> {
  const turn = new Turn();
  let text = '';
  for (const [index, { families }] of sections.entries()) {
    const items: ItemText[] = [];
    for (const item of contents[index]?.texts ?? []) {
      items.push(item);
      await turn.pause();
    }
    for (const [column, family] of families.entries()) {
      let isEmpty = true;
      for (const item of items) {
        const lines = item[column] ?? '';
        if (lines === '') continue;
        if (isEmpty) text += header(family, format);
        isEmpty = false;
        text += lines;
        if (text.length < PIECE_SIZE) continue;
        yield Buffer.from(text);
        text = '';
        await turn.pause();
      }
    }
  }
  yield Buffer.from(text);
}

async function collect(pieces: AsyncIterable<Buffer>): Promise<readonly Buffer[]> {
  const all: Buffer[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}
