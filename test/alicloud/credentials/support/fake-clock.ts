/** A clock that stands still until it is told to advance. */

import type { Clock } from '../../../../src/model/clock.ts';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

export class FakeClock implements Clock {
  #now = Date.parse('2026-01-01T00:00:00Z');
  /** By how much the time of day was set. */
  #setBy = 0;
  readonly #timers = new Set<Timer>();

  now(): number {
    return this.#now + this.#setBy;
  }

  monotonic(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.#now + ms, callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Sets the time of day without letting time pass. */
  jump(ms: number): void {
    this.#setBy += ms;
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers]
        .filter(({ at }) => at <= end)
        .toSorted((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }
}
