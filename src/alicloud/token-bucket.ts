/** Bounds the API calls per minute of one account and region. */

import { sleep, type Clock } from '../model/clock.ts';

/**
 * A token bucket that holds one minute's worth of calls. Starting full, it lets through at most twice
 * `perMinute` calls in any minute: with the default of 300 that is the documented quota of 600.
 */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #perMinute: number;
  #tokens: number;
  #filledAt: number;

  constructor(perMinute: number, clock: Clock) {
    this.#clock = clock;
    this.#perMinute = perMinute;
    this.#tokens = perMinute;
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
    this.#tokens = Math.min(this.#perMinute, this.#tokens + earned);
    this.#filledAt = now;
  }
}
