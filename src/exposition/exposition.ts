/** What /metrics serves: the sections' families, kept until something changes, then the exporter's own metrics. The text of an item is kept as long as it is the same object. */

import { Turn } from '../model/concurrency.ts';
import { haveSameItems } from '../model/values.ts';
import type { TargetState } from '../polling/store.ts';
import { ENCODERS, NOTHING, type Encoded, type Encoding } from './encoding.ts';
import { CONTENT_TYPES, END, header, type Format, sampleLines } from './format.ts';
import type { Scope } from '../collectors/collector.ts';
import type { Family } from '../model/family.ts';

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

/** What one target has to show in a section. An item belongs to one section of one target. */
export interface Shown<Item extends object, Subject> {
  /** Immutable values: the samples of one are made once. */
  readonly items: readonly Item[];
  /** What the samples of an item are made of. */
  readonly subjectOf: (item: Item) => Subject;
  /** How long the items may be shown, on the monotonic clock in milliseconds. */
  readonly validUntilMs: number;
}

/** The sample lines of one item for each family of the section; empty where a family does not apply to it. */
export type ItemText = readonly string[];

/** What a section shows at one moment. */
export interface SectionContent {
  /** What the text is made of: of the very same items it is the very same text. */
  readonly items: readonly object[];
  /** The text of each item, made or looked up as it is read. */
  readonly texts: Iterable<ItemText>;
  /** How long this is right if no target changes, on the monotonic clock in milliseconds. */
  readonly validUntilMs: number;
}

/** A part of the exposition. */
export interface Section {
  readonly families: readonly Family<never>[];
  show(targets: readonly TargetState[], nowMs: number): SectionContent;
}

/** A section over all targets. */
export function createSection<Item extends object, Subject>(
  families: readonly Family<Subject>[],
  show: (target: TargetState, scope: Scope, nowMs: number) => readonly Shown<Item, Subject>[],
): Section {
  const made = new WeakMap<Item, ItemText>();
  const textOf = (item: Item, subjectOf: (item: Item) => Subject): ItemText => {
    const old = made.get(item);
    if (old !== undefined) return old;
    const subject = subjectOf(item);
    const text = families.map((family) => sampleLines(family, subject));
    made.set(item, text);
    return text;
  };
  function* textsOf(all: readonly Shown<Item, Subject>[]): Generator<ItemText> {
    for (const { items, subjectOf } of all) {
      for (const item of items) yield textOf(item, subjectOf);
    }
  }
  return {
    families,
    show(targets, nowMs) {
      const all = targets.flatMap((state) => {
        const { account, region } = state.target;
        return show(state, { account: account.name, region }, nowMs);
      });
      return {
        items: all.flatMap(({ items }) => items),
        texts: textsOf(all),
        validUntilMs: all.reduce((end, each) => Math.min(end, each.validUntilMs), Infinity),
      };
    },
  };
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
