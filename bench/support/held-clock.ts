/** The machine's clock, but for long sleeps: loops that wait for their next round go on when they are told to. */

import type { Clock } from '../../src/model/clock.ts';

/** Timers of this length and more are held, in milliseconds: longer than any deadline, shorter than an interval. */
const HELD_MS = 60_000;

/** A clock that knows when all of so many loops wait. */
export class HeldClock implements Clock {
  readonly #system: Clock;
  readonly #loops: number;
  readonly #held = new Set<() => void>();
  #onIdle: () => void = () => undefined;

  constructor(system: Clock, loops: number) {
    this.#system = system;
    this.#loops = loops;
  }

  now(): number {
    return this.#system.now();
  }

  monotonic(): number {
    return this.#system.monotonic();
  }

  after(ms: number, callback: () => void): () => void {
    if (ms < HELD_MS) return this.#system.after(ms, callback);
    this.#held.add(callback);
    if (this.#held.size === this.#loops) this.#onIdle();
    return () => this.#held.delete(callback);
  }

  /** Lets `begin` start the loops, or the loops go on that wait, and resolves when all of them wait again. */
  async round(begin?: () => Promise<void>): Promise<void> {
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
    const held = [...this.#held];
    this.#held.clear();
    await begin?.();
    for (const callback of held) callback();
    await idle;
  }
}
