/** Answers scrapes while pages are being made. */

import type { Clock } from '../model/clock.ts';
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

/** A page that was given, and when it was asked for: it shows what was known at that moment or later. */
interface Given {
  readonly page: Page;
  readonly askedMs: number;
  /** Of two pages, the one that was asked for later has the higher number, whatever happens to the clock. */
  readonly number: number;
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
 * the page that another one asked for at most two seconds before.
 */
export class PromptPages {
  readonly #deps: PromptDependencies;
  /** By format and coding. */
  readonly #given = new Map<string, Given>();
  #number = 0;

  constructor(deps: PromptDependencies) {
    this.#deps = deps;
  }

  /** The newest page that can be had without a wait. Rejects when it cannot be made. */
  async page(format: Format, isGzipped: boolean): Promise<Page> {
    const { clock, render, isReady } = this.#deps;
    const name = `${format} ${isGzipped}`;
    const askedMs = clock.now();
    const number = (this.#number += 1);
    const isKept = isReady();
    this.#forgetOld(askedMs);
    const made = render(format, isGzipped).then((page) => {
      if (isKept) this.#keep(name, { page, askedMs, number });
      return page;
    });
    const last = this.#given.get(name);
    return last === undefined ? made : within(PATIENCE_MS, clock, made, last.page);
  }

  #keep(name: string, next: Given): void {
    const old = this.#given.get(name);
    if (old === undefined || old.number < next.number) this.#given.set(name, next);
  }

  /** Pages of no more use, which may be large. */
  #forgetOld(nowMs: number): void {
    for (const [name, { page, askedMs }] of this.#given) {
      // Somebody may have set the clock back.
      const isRecent = askedMs <= nowMs && nowMs <= askedMs + BEHIND_MS;
      if (!isRecent || nowMs > page.validUntilMs) this.#given.delete(name);
    }
  }
}
