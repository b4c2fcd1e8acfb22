/** The sections of the page in one format: their bytes, and these compressed. */

import { gzipHead, joinHeads, type GzipHead } from './gzip.ts';
import { haveSameItems } from '../model/same-items.ts';
import { finish } from '../model/steps.ts';
import { header, type Format } from './format.ts';
import { regroup, type Group, type Grouping } from './regroup.ts';
import type { PageSection, SectionView } from './section.ts';

/** Chunks that are compressed together, once for all scrapes. */
interface Compressed extends Group<Buffer> {
  head: Promise<GzipHead> | undefined;
}

/** Enough to compress well, little enough to be compressed again when a part of it changes. */
const COMPRESSED: Grouping<Buffer> = { weigh: ({ length }) => length, limit: 256 * 1024 };

type Compress = typeof gzipHead;

function compressed(group: Compressed, compress: Compress): Promise<GzipHead> {
  group.head ??= compress(group.items).catch((error: unknown) => {
    // The next scrape tries it again.
    group.head = undefined;
    throw error;
  });
  return group.head;
}

/** One section at one moment. */
class Part {
  readonly view: SectionView;
  readonly chunks: readonly Buffer[];
  #groups: readonly Compressed[];

  /**
   * @param headers of the section's families, always the same buffers
   * @param old the section before: what of it is the same is not compressed again
   */
  constructor(headers: readonly Buffer[], view: SectionView, old: Part | undefined) {
    this.view = view;
    this.chunks = headers.flatMap((head, family) => {
      const samples = view[family] ?? [];
      return samples.length === 0 ? [] : [head, ...samples];
    });
    this.#groups = old === undefined ? [] : old.#groups;
  }

  /** The chunks compressed, in pieces of which those that were compressed before are kept. */
  async gzipped(compress: Compress): Promise<readonly GzipHead[]> {
    this.#groups = finish(
      regroup(this.chunks, this.#groups, COMPRESSED, (items) => ({ items, head: undefined })),
    );
    const heads: GzipHead[] = [];
    // One after the other: all at once would take memory and processors away from everything else.
    for (const group of this.#groups) heads.push(await compressed(group, compress));
    return heads;
  }
}

/** All sections at one moment. */
export class Body {
  readonly chunks: readonly Buffer[];
  readonly #parts: readonly Part[];
  readonly #compress: Compress;
  #gzipped: Promise<GzipHead> | undefined;

  constructor(parts: readonly Part[], compress: Compress) {
    this.chunks = parts.flatMap((part) => part.chunks);
    this.#parts = parts;
    this.#compress = compress;
  }

  /** The sections compressed, once for all scrapes that see them. */
  gzipped(): Promise<GzipHead> {
    this.#gzipped ??= this.#join().catch((error: unknown) => {
      this.#gzipped = undefined;
      throw error;
    });
    return this.#gzipped;
  }

  async #join(): Promise<GzipHead> {
    const heads: GzipHead[] = [];
    for (const part of this.#parts) heads.push(...(await part.gzipped(this.#compress)));
    return joinHeads(heads);
  }
}

/** Makes bodies one after the other; what did not change meanwhile is shared by them. */
export class BodyMaker {
  readonly #headers: readonly (readonly Buffer[])[];
  readonly #compress: Compress;
  #parts: readonly Part[] = [];
  #body: Body;

  /** @param compress replaced in tests */
  constructor(sections: readonly PageSection[], format: Format, compress: Compress = gzipHead) {
    this.#compress = compress;
    this.#body = new Body([], compress);
    this.#headers = sections.map(({ families }) =>
      families.map((family) => Buffer.from(header(family, format))),
    );
  }

  /** The body of these views, one of each section; the same as before when all of them are. */
  make(views: readonly SectionView[]): Body {
    const parts = this.#headers.map((headers, section) => {
      const [old, view = []] = [this.#parts[section], views[section]];
      return old?.view === view ? old : new Part(headers, view, old);
    });
    if (haveSameItems(parts, this.#parts)) return this.#body;
    this.#parts = parts;
    return (this.#body = new Body(parts, this.#compress));
  }
}
