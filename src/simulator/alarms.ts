/** Pending delays of the simulator, so that closing it ends them all. */

import type { Clock } from '../model/clock.ts';

/** Delays on a clock that can be cancelled together. */
export class Alarms {
  readonly #clock: Clock;
  readonly #pending = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `callback` once after `ms` milliseconds, unless everything is cancelled before. */
  after(ms: number, callback: () => void): void {
    const cancel = this.#clock.after(ms, () => {
      this.#pending.delete(cancel);
      callback();
    });
    this.#pending.add(cancel);
  }

  /** Cancels every pending delay. */
  clear(): void {
    for (const cancel of this.#pending) cancel();
    this.#pending.clear();
  }
}
