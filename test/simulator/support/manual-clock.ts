/** A clock that stands still until a test moves it. */

import type { Clock } from '../../../src/model/clock.ts';

interface Alarm {
  readonly atMs: number;
  readonly callback: () => void;
}

/** Time in a test's hands. */
export class ManualClock implements Clock {
  #nowMs: number;
  #alarms: readonly Alarm[] = [];

  constructor(nowMs = Date.UTC(2026, 0, 1)) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  after(ms: number, callback: () => void): () => void {
    const alarm = { atMs: this.#nowMs + ms, callback };
    this.#alarms = [...this.#alarms, alarm];
    return () => {
      this.#alarms = this.#alarms.filter((other) => other !== alarm);
    };
  }

  /** Alarms that are set. */
  get pending(): number {
    return this.#alarms.length;
  }

  /** Moves time on; alarms that fall due are called in order. */
  advance(ms: number): void {
    const until = this.#nowMs + ms;
    for (;;) {
      const due = this.#alarms
        .filter(({ atMs }) => atMs <= until)
        .toSorted((one, other) => one.atMs - other.atMs)[0];
      if (due === undefined) break;
      this.#alarms = this.#alarms.filter((other) => other !== due);
      this.#nowMs = due.atMs;
      due.callback();
    }
    this.#nowMs = until;
  }
}
