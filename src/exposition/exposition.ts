/** What /metrics serves: the sections' families, kept until something changes, then the exporter's own metrics. */

import { Turn } from '../model/event-loop.ts';
import { haveSameItems } from '../model/values.ts';
import type { TargetState } from '../polling/store.ts';
import { ENCODERS, NOTHING, type Encoded, type Encoding } from './encoding.ts';
import { CONTENT_TYPES, END, header, type Format } from './format.ts';
import type { ItemText, Section, SectionContent } from './sections.ts';

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
  /** Groups of sections, of which each is kept for itself: what changes often comes last. */
  readonly sections: readonly (readonly Section[])[];
  readonly targets: () => readonly TargetState[];
  /** The exporter's own metrics at the moment. */
  readonly own: (format: Format) => Promise<string>;
  /** The monotonic clock, in milliseconds. */
  readonly now: () => number;
}

/** What is shown: all of it at the same moment. */
interface Moment {
  readonly targets: readonly TargetState[];
  readonly nowMs: number;
}

/** The families of one group of sections in one format and encoding. */
interface Kept {
  readonly encoded: Encoded;
  /** The part of the text before it. */
  readonly before: Encoded;
  readonly targets: readonly TargetState[];
  readonly items: readonly object[];
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
  readonly #kept = new Map<string, Kept>();
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
    const { sections, targets, now, own } = this.#deps;
    const moment = { targets: targets(), nowMs: now() };
    const parts: Encoded[] = [];
    for (const group of sections) {
      parts.push(await this.#encode(group, moment, format, encoding, parts.at(-1) ?? NOTHING));
    }
    for (const [key, { usedMs }] of this.#kept) {
      if (moment.nowMs - usedMs > UNUSED_MS) this.#kept.delete(key);
    }
    const rest = Buffer.from((await own(format)) + END[format]);
    const chunks = ENCODERS[encoding].finish(parts, rest);
    return { contentType: CONTENT_TYPES[format], encoding, chunks };
  }

  /** A group's families as they were made last, or made again when anything in them changed since. */
  async #encode(
    group: readonly Section[],
    { targets, nowMs }: Moment,
    format: Format,
    encoding: Encoding,
    before: Encoded,
  ): Promise<Encoded> {
    const key = [format, encoding, this.#deps.sections.indexOf(group)].join(' ');
    const kept = this.#kept.get(key);
    const old = kept?.before === before ? kept : undefined;
    if (old !== undefined && nowMs <= old.validUntilMs && haveSameItems(old.targets, targets)) {
      this.#kept.set(key, { ...old, usedMs: nowMs });
      return old.encoded;
    }
    const contents = group.map((section) => section.show(targets, nowMs));
    const items = contents.flatMap((content) => content.items);
    const encoded =
      old !== undefined && haveSameItems(old.items, items)
        ? old.encoded
        : await ENCODERS[encoding].encode(piecesOf(group, contents, format), before);
    const validUntilMs = Math.min(...contents.map((content) => content.validUntilMs));
    this.#kept.set(key, { encoded, before, targets, items, validUntilMs, usedMs: nowMs });
    return encoded;
  }
}

/** The families of sections as text; one without samples is left out. */
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
