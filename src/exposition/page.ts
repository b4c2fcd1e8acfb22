/** The /metrics page: the sections' bytes kept until they change, and the process' own metrics made for each request. */

import { gzipMember, gzipTail, type GzipTail } from './gzip.ts';
import { haveSameItems } from '../model/same-items.ts';
import { inSteps } from '../model/steps.ts';
import type { TargetState } from '../polling/store.ts';
import { BodyMaker } from './body.ts';
import { CONTENT_TYPES, PAGE_END, type Format } from './format.ts';
import type { PageSection, SectionView } from './section.ts';
import { isGoodAt } from './validity.ts';

/** One rendered page. */
export class Page {
  readonly contentType: string;
  readonly encoding: 'identity' | 'gzip';
  /** Milliseconds since the epoch past which something on it is too old to be shown. */
  readonly validUntilMs: number;
  readonly #chunks: readonly Buffer[];

  constructor(
    {
      contentType,
      encoding,
      validUntilMs,
    }: Pick<Page, 'contentType' | 'encoding' | 'validUntilMs'>,
    chunks: readonly Buffer[],
  ) {
    this.contentType = contentType;
    this.encoding = encoding;
    this.validUntilMs = validUntilMs;
    this.#chunks = chunks;
  }

  /** The bytes in pieces, which other pages share: never to be written to. */
  get chunks(): readonly Buffer[] {
    return this.#chunks;
  }

  /** A copy of all bytes in one piece. */
  get body(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

/** What a page is made of. */
export interface PageDependencies {
  readonly sections: readonly PageSection[];
  readonly targets: () => readonly TargetState[];
  /** The exporter's own metrics, made at the moment. */
  readonly own: (format: Format) => Promise<string>;
  readonly now: () => number;
}

/** The end of the page: the exporter's own metrics, made into bytes once as long as they are the same. */
class OwnPart {
  readonly text: string;
  readonly bytes: Buffer;
  #gzipped: GzipTail | undefined;

  constructor(format: Format, text: string) {
    this.text = text;
    this.bytes = Buffer.from(text + PAGE_END[format]);
  }

  gzipped(): GzipTail {
    return (this.#gzipped ??= gzipTail(this.bytes));
  }
}

/** What the sections showed last, and when it may be shown again without asking them. */
class Latest {
  readonly views: readonly SectionView[];
  readonly validUntilMs: number;
  readonly fromMs: number;
  readonly #targets: readonly TargetState[];

  constructor(
    views: readonly SectionView[],
    targets: readonly TargetState[],
    fromMs: number,
    validUntilMs: number,
  ) {
    this.views = views;
    this.validUntilMs = validUntilMs;
    this.fromMs = fromMs;
    this.#targets = targets;
  }

  /** Whether nothing has changed since, and nothing has grown too old. */
  isGood(targets: readonly TargetState[], nowMs: number): boolean {
    return isGoodAt(nowMs, this) && haveSameItems(targets, this.#targets);
  }
}

/** Renders pages; a scrape never waits for the cloud. */
export class PageRenderer {
  readonly #deps: PageDependencies;
  readonly #bodies: Partial<Record<Format, BodyMaker>> = {};
  readonly #own: Partial<Record<Format, OwnPart>> = {};
  #latest: Latest | undefined;
  /** The update under way, or the last one; undefined before the first. */
  #update: Promise<Latest> | undefined;
  /** The one that begins after it. */
  #next: Promise<Latest> | undefined;

  constructor(deps: PageDependencies) {
    this.#deps = deps;
  }

  /** The page as it is now, or a little later when others are being made. */
  async render(format: Format, isGzipped: boolean): Promise<Page> {
    const own = this.#ownPart(format, await this.#deps.own(format));
    const { views, validUntilMs } = await this.#updated();
    const body = this.#bodyMaker(format).make(views);
    const about = { contentType: CONTENT_TYPES[format], validUntilMs };
    return isGzipped
      ? new Page({ ...about, encoding: 'gzip' }, gzipMember(await body.gzipped(), own.gzipped()))
      : new Page({ ...about, encoding: 'identity' }, [...body.chunks, own.bytes]);
  }

  /** Renders what has changed ahead of the next scrape, which tells of a failure if there is one. */
  async warm(): Promise<void> {
    await this.#updated().catch(() => undefined);
  }

  /** The samples of all sections at a moment that is still to come; whoever asks before that moment shares them. */
  #updated(): Promise<Latest> {
    this.#next ??= this.#afterUpdate();
    return this.#next;
  }

  /** One update at a time: the sections keep what they made. */
  async #afterUpdate(): Promise<Latest> {
    await this.#update?.catch(() => undefined);
    this.#next = undefined;
    this.#update = inSteps(this.#steps());
    return this.#update;
  }

  *#steps(): Generator<undefined, Latest> {
    const targets = this.#deps.targets();
    const nowMs = this.#deps.now();
    if (this.#latest?.isGood(targets, nowMs) === true) return this.#latest;
    const views: SectionView[] = [];
    for (const section of this.#deps.sections) views.push(yield* section.update(targets, nowMs));
    const validUntilMs = Math.min(...this.#deps.sections.map((section) => section.validUntilMs));
    return (this.#latest = new Latest(views, targets, nowMs, validUntilMs));
  }

  #ownPart(format: Format, text: string): OwnPart {
    const old = this.#own[format];
    return old?.text === text ? old : (this.#own[format] = new OwnPart(format, text));
  }

  #bodyMaker(format: Format): BodyMaker {
    return (this.#bodies[format] ??= new BodyMaker(this.#deps.sections, format));
  }
}
