/** Lets so many requests through, and one more whenever enough time has passed. */

import type { Clock } from '../model/clock.ts';
import type { RateLimit } from './web-config/web-config.ts';

/** A token bucket that starts full and follows changes of its limit. */
export class RateLimiter {
  readonly #clock: Clock;
  #limit: RateLimit | undefined;
  #tokens = 0;
  #countedAt = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Spends a token; false when none is left. */
  admit(limit: RateLimit): boolean {
    const now = this.#clock.monotonic();
    const isSame =
      limit.intervalMs === this.#limit?.intervalMs && limit.burst === this.#limit.burst;
    const earned = isSame ? (now - this.#countedAt) / limit.intervalMs : limit.burst;
    this.#tokens = Math.min(limit.burst, this.#tokens + earned);
    this.#limit = limit;
    this.#countedAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
