/** A clock for work over a real network: short waits are over at once, long ones never end. */

import type { Clock } from '../../../src/model/clock.ts';

/**
 * Waits of up to `longestSkippedMs` end as soon as the event loop turns, and the time moves on by them; longer ones,
 * such as deadlines, stay. So a test of retries neither waits nor races against a deadline.
 */
export class SkippingClock implements Clock {
  readonly #longestSkippedMs: number;
  #nowMs = Date.now();
  /** Every wait that was skipped, in milliseconds. */
  readonly skipped: number[] = [];

  constructor(longestSkippedMs = 9_999) {
    this.#longestSkippedMs = longestSkippedMs;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  after(ms: number, callback: () => void): () => void {
    if (ms > this.#longestSkippedMs) return () => undefined;
    const immediate = setImmediate(() => {
      this.skipped.push(ms);
      this.#nowMs += ms;
      callback();
    });
    return () => {
      clearImmediate(immediate);
    };
  }
}
