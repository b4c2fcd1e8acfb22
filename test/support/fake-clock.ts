/** A clock whose time passes only when a test says so. */

import type { Clock } from '../../src/model/clock.ts';
import { Timers } from './timers.ts';

/** Lets everything that waits for a promise go on, until only timers and the outside world are left. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Where monotonic time begins: whoever takes it for the time of day, or the other way round, is off by years. */
const MONOTONIC_START_MS = 1_000_000;

/** Turns of the event loop without any change after which nothing but time is waited for. */
const QUIET_TURNS = 4;

/** What else a clock can do. */
export interface FakeClockOptions {
  /**
   * With real sockets: whether what is under way outside waits for nothing but time. Asked once per turn of the event
   * loop; time stands still until it is true in several turns on end.
   */
  readonly isQuiet?: () => boolean;
  /**
   * Waits of up to so many milliseconds end as soon as the event loop turns, and the time moves on by them. So a test
   * of retries neither waits nor races against a deadline, which is longer.
   */
  readonly skipsUpToMs?: number;
}

/** Time stands still at `startMs` until a test lets it pass. */
export class FakeClock implements Clock {
  #nowMs: number;
  #monotonicMs = MONOTONIC_START_MS;
  readonly #timers = new Timers();
  readonly #options: FakeClockOptions;
  /** Every wait that was skipped, in milliseconds. */
  readonly skipped: number[] = [];

  constructor(startMs = 0, options: FakeClockOptions = {}) {
    this.#nowMs = startMs;
    this.#options = options;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#monotonicMs;
  }

  after(ms: number, callback: () => void): () => void {
    const { skipsUpToMs = -Infinity } = this.#options;
    return ms <= skipsUpToMs
      ? this.#skip(ms, callback)
      : this.#timers.add(this.#monotonicMs + Math.max(0, ms), callback);
  }

  /** Timers that wait; for tests of what is left behind. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets everything under way go on until it waits for time. */
  async settle(): Promise<void> {
    const { isQuiet } = this.#options;
    if (isQuiet === undefined) return settle();
    for (let quiet = 0; quiet < QUIET_TURNS;) {
      await settle();
      quiet = isQuiet() ? quiet + 1 : 0;
    }
  }

  /** Lets `ms` milliseconds pass: timers run in the order they are due, each with what waits for it. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#monotonicMs + ms;
    await this.settle();
    while (await this.step(endMs - this.#monotonicMs));
    this.#passUntil(endMs);
  }

  /** Runs the next timer that is due within `ms` milliseconds, with all that follows from it; whether there was one. */
  async step(ms = Infinity): Promise<boolean> {
    if (!this.#runNext(this.#monotonicMs + ms)) return false;
    await this.settle();
    return true;
  }

  /** Lets `ms` milliseconds pass at a stroke: timers run, but nobody who waits for a promise goes on in between. */
  pass(ms: number): void {
    const endMs = this.#monotonicMs + ms;
    while (this.#runNext(endMs));
    this.#passUntil(endMs);
  }

  /** Sets the time of day without letting time pass, as somebody who corrects a clock. */
  jump(ms: number): void {
    this.#nowMs += ms;
  }

  #runNext(endMs: number): boolean {
    const timer = this.#timers.take(endMs);
    if (timer === undefined) return false;
    this.#passUntil(timer.dueMs);
    timer.callback();
    return true;
  }

  #skip(ms: number, callback: () => void): () => void {
    const immediate = setImmediate(() => {
      this.skipped.push(ms);
      this.#passUntil(this.#monotonicMs + ms);
      callback();
    });
    return () => {
      clearImmediate(immediate);
    };
  }

  #passUntil(monotonicMs: number): void {
    const passedMs = Math.max(0, monotonicMs - this.#monotonicMs);
    this.#nowMs += passedMs;
    this.#monotonicMs += passedMs;
  }
}

/** A clock for retries over a real network: short waits are over at once, those of deadlines never end. */
export function skippingClock(skipsUpToMs = 9_999): FakeClock {
  return new FakeClock(Date.now(), { skipsUpToMs });
}
