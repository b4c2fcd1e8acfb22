/** The /metrics page: the sections' text kept as bytes until it changes, and the process' own metrics made for each request. */

import { gzipHead, gzipWithTail, type GzipHead } from '../gzip.ts';
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
}

/** The sections in one format. */
class Body {
  readonly plain: Buffer;
  #gzipped: Promise<GzipHead> | undefined;

  constructor(text: string) {
    this.plain = Buffer.from(text);
  }

  /** The sections compressed, once for all scrapes that see them. */
  gzipped(): Promise<GzipHead> {
    this.#gzipped ??= gzipHead(this.plain);
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
    const own = Buffer.from((await this.#deps.own(format)) + PAGE_END[format]);
    const body = this.#body(format);
    return {
      contentType: CONTENT_TYPES[format],
      ...(isGzipped
        ? { encoding: 'gzip', body: await gzipWithTail(await body.gzipped(), own) }
        : { encoding: 'identity', body: Buffer.concat([body.plain, own]) }),
    };
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
