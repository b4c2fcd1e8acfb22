/** Bounds the API calls per minute of one account and region. */

import { sleep, type Clock } from '../model/clock.ts';

/**
 * A token bucket that holds one minute's worth of calls, unless told otherwise. Starting full, it lets through at most
 * twice `perMinute` calls in any minute: with the default of 300 that is the documented quota of 600.
 */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #perMinute: number;
  readonly #size: number;
  #tokens: number;
  #filledAt: number;

  /** @param size how many calls may be made at once after a rest */
  constructor(perMinute: number, clock: Clock, size = perMinute) {
    this.#clock = clock;
    this.#perMinute = perMinute;
    this.#size = size;
    this.#tokens = size;
    this.#filledAt = clock.monotonic();
  }

  /** Takes a token, waiting for it in turn; rejects with the signal's reason, and then takes none. */
  async take(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#fill();
    // Going into debt queues the callers: each waits until the debt up to its own token is paid.
    this.#tokens -= 1;
    if (this.#tokens >= 0) return;
    try {
      await sleep(this.#clock, (-this.#tokens / this.#perMinute) * 60_000, signal);
    } catch (error) {
      this.#tokens += 1;
      throw error;
    }
  }

  #fill(): void {
    const now = this.#clock.monotonic();
    const earned = ((now - this.#filledAt) / 60_000) * this.#perMinute;
    this.#tokens = Math.min(this.#size, this.#tokens + earned);
    this.#filledAt = now;
  }
}
