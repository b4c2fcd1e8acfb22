/** The /metrics page: the sections' text kept as bytes until it changes, and the process' own metrics made for each request. */

import type { TargetState } from '../store.ts';
import { CONTENT_TYPES, PAGE_END, type Format } from './format.ts';
import type { PageSection } from './section.ts';

/** One rendered page. */
export interface Page {
  readonly contentType: string;
  readonly encoding: 'identity' | 'gzip';
  readonly body: Buffer;
}

/** What a page is made of. */
export interface PageDependencies {
  readonly sections: readonly PageSection[];
  readonly targets: () => readonly TargetState[];
  /** The exporter's own metrics, made at the moment. */
  readonly own: (format: Format) => Promise<string>;
  readonly now: () => number;
  readonly gzip: (data: string | Buffer) => Promise<Buffer>;
}

/** The sections in one format. */
class Body {
  readonly plain: Buffer;
  #gzipped: Promise<Buffer> | undefined;

  constructor(text: string) {
    this.plain = Buffer.from(text);
  }

  gzipped(gzip: PageDependencies['gzip']): Promise<Buffer> {
    this.#gzipped ??= gzip(this.plain);
    return this.#gzipped;
  }
}

/** Renders pages; a scrape never waits for the cloud. */
export class PageRenderer {
  readonly #deps: PageDependencies;
  #bodies: Partial<Record<Format, Body>> = {};

  constructor(deps: PageDependencies) {
    this.#deps = deps;
  }

  /** The page as it is now. */
  async render(format: Format, isGzipped: boolean): Promise<Page> {
    const own = (await this.#deps.own(format)) + PAGE_END[format];
    const body = this.#body(format);
    const contentType = CONTENT_TYPES[format];
    if (!isGzipped) {
      return {
        contentType,
        encoding: 'identity',
        body: Buffer.concat([body.plain, Buffer.from(own)]),
      };
    }
    // Compressed files may be joined to one (RFC 1952, 2.2), so the large part is compressed only when it changes.
    const parts = await Promise.all([body.gzipped(this.#deps.gzip), this.#deps.gzip(own)]);
    return { contentType, encoding: 'gzip', body: Buffer.concat(parts) };
  }

  #body(format: Format): Body {
    const targets = this.#deps.targets();
    const now = this.#deps.now();
    const changes = this.#deps.sections.map((section) => section.update(targets, now));
    if (changes.includes(true)) this.#bodies = {};
    const text = (): string => this.#deps.sections.map((section) => section.text(format)).join('');
    return (this.#bodies[format] ??= new Body(text()));
  }
}
