/** Answers scrapes while pages are being made. */

import type { Clock } from '../clock.ts';
import type { Format } from './format.ts';
import type { Page } from './page.ts';

/** How long a scrape waits for the newest page where there is one that was up to date a moment ago, in milliseconds. */
const PATIENCE_MS = 5;

/** How long ago such a page was asked for at most, in milliseconds. */
const BEHIND_MS = 2_000;

/** What pages are taken from. */
export interface PromptDependencies {
  readonly clock: Clock;
  /** Makes the page of this moment. */
  readonly render: (format: Format, isGzipped: boolean) => Promise<Page>;
  /** Whether every target was polled; until then each scrape waits for what it is the first to see. */
  readonly isReady: () => boolean;
}

/** A page, and when it was asked for: it shows what was known at that moment or later. */
interface Known {
  readonly page: Page;
  readonly askedMs: number;
}

/** `made`, or `there` when that takes longer than `ms`. */
function within(ms: number, clock: Clock, made: Promise<Page>, there: Page): Promise<Page> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => {
      resolve(there);
    });
    made.then(resolve, reject).finally(cancel);
  });
}

/**
 * Pages for scrapes. One that would have to wait, since thousands of connections changed and are being rendered, gets
 * the page that another one got at most two seconds before.
 */
export class PromptPages {
  readonly #deps: PromptDependencies;
  readonly #known = new Map<string, Known>();

  constructor(deps: PromptDependencies) {
    this.#deps = deps;
  }

  /** The newest page that can be had without a wait. Rejects when it cannot be made. */
  async page(format: Format, isGzipped: boolean): Promise<Page> {
    const { clock, render, isReady } = this.#deps;
    const name = `${format} ${isGzipped}`;
    const askedMs = clock.now();
    const isKept = isReady();
    const made = render(format, isGzipped).then((page) => {
      if (isKept) this.#keep(name, { page, askedMs });
      return page;
    });
    const known = this.#known.get(name);
    return known !== undefined && this.#isGood(known, askedMs)
      ? within(PATIENCE_MS, clock, made, known.page)
      : made;
  }

  #keep(name: string, next: Known): void {
    const old = this.#known.get(name);
    if (old === undefined || old.askedMs <= next.askedMs) this.#known.set(name, next);
  }

  #isGood({ page, askedMs }: Known, nowMs: number): boolean {
    // Somebody may have set the clock back.
    const behindMs = nowMs - askedMs;
    return behindMs >= 0 && behindMs <= BEHIND_MS && nowMs <= page.validUntilMs;
  }
}
