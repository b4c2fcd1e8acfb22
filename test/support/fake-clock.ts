/** A clock whose time passes only when a test says so. */

import type { Clock } from '../../src/model/clock.ts';

interface Timer {
  /** On the monotonic clock. */
  readonly dueMs: number;
  readonly callback: () => void;
}

/** Lets everything that waits for a promise go on, until only timers and the outside world are left. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Where monotonic time begins: whoever takes it for the time of day, or the other way round, is off by years. */
const MONOTONIC_START_MS = 1_000_000;

/** Time stands still at `startMs` until `advance` is called. */
export class FakeClock implements Clock {
  #nowMs: number;
  #monotonicMs = MONOTONIC_START_MS;
  readonly #timers = new Set<Timer>();

  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#monotonicMs;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { dueMs: this.#monotonicMs + Math.max(0, ms), callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Timers that wait; for tests of what is left behind. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets `ms` milliseconds pass: timers run in the order they are due, each with what waits for it. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#monotonicMs + ms;
    await settle();
    for (let timer = this.#next(endMs); timer !== undefined; timer = this.#next(endMs)) {
      this.#timers.delete(timer);
      this.#passUntil(timer.dueMs);
      timer.callback();
      await settle();
    }
    this.#passUntil(endMs);
  }

  /** Sets the time of day without letting time pass, as somebody who corrects a clock. */
  jump(ms: number): void {
    this.#nowMs += ms;
  }

  #passUntil(monotonicMs: number): void {
    const passedMs = Math.max(0, monotonicMs - this.#monotonicMs);
    this.#nowMs += passedMs;
    this.#monotonicMs += passedMs;
  }

  /** The first timer due by `endMs`; of two at the same time the older one. */
  #next(endMs: number): Timer | undefined {
    return [...this.#timers]
      .filter(({ dueMs }) => dueMs <= endMs)
      .reduce<Timer | undefined>(
        (least, timer) => (least === undefined || timer.dueMs < least.dueMs ? timer : least),
        undefined,
      );
  }
}
