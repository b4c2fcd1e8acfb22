/** A clock for real sockets: time stands still while anything is under way, and jumps to the next timer when not. */

import type { Clock } from '../../../src/model/clock.ts';
import { yieldToEventLoop } from '../../../src/model/event-loop.ts';

interface Timer {
  readonly dueMs: number;
  /** Of two timers at the same time the older one runs first. */
  readonly serial: number;
  readonly callback: () => void;
  isCancelled: boolean;
}

function isBefore(first: Timer, second: Timer): boolean {
  return (
    first.dueMs < second.dueMs || (first.dueMs === second.dueMs && first.serial < second.serial)
  );
}

/** A binary heap: thousands of targets have thousands of timers. */
class Timers {
  readonly #heap: Timer[] = [];

  get first(): Timer | undefined {
    while (this.#heap[0]?.isCancelled === true) this.shift();
    return this.#heap[0];
  }

  push(timer: Timer): void {
    const heap = this.#heap;
    let at = heap.push(timer) - 1;
    for (let up = (at - 1) >> 1; at > 0 && isBefore(timer, heap[up]!); up = (at - 1) >> 1) {
      heap[at] = heap[up]!;
      at = up;
    }
    heap[at] = timer;
  }

  shift(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = at * 2 + 1;
      const right = heap[down + 1];
      if (right !== undefined && isBefore(right, heap[down]!)) down += 1;
      const least = heap[down];
      if (least === undefined || !isBefore(least, last)) break;
      heap[at] = least;
      at = down;
    }
    heap[at] = last;
  }

  /** Those that wait; cancelled ones are of no interest. */
  get pending(): number {
    return this.#heap.filter(({ isCancelled }) => !isCancelled).length;
  }
}

/** Turns of the event loop without any change after which nothing but time is waited for. */
const QUIET_TURNS = 4;

/** Time that passes in `run` only. */
export class JumpClock implements Clock {
  #nowMs: number;
  #serial = 0;
  readonly #timers = new Timers();
  readonly #isWaiting: () => boolean;

  /**
   * @param isWaiting whether what is under way outside waits for nothing but time; asked once per turn of the event
   * loop until it is true in several turns on end.
   */
  constructor(startMs: number, isWaiting: () => boolean) {
    this.#nowMs = startMs;
    this.#isWaiting = isWaiting;
  }

  now(): number {
    return this.#nowMs;
  }

  monotonic(): number {
    return this.#nowMs;
  }

  after(ms: number, callback: () => void): () => void {
    this.#serial += 1;
    const dueMs = this.#nowMs + Math.max(0, ms);
    const timer = { dueMs, serial: this.#serial, callback, isCancelled: false };
    this.#timers.push(timer);
    return () => {
      timer.isCancelled = true;
    };
  }

  /** Timers that wait; for tests of what is left behind. */
  get pending(): number {
    return this.#timers.pending;
  }

  /** Lets everything under way go on until it waits for time. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS;) {
      await yieldToEventLoop();
      quiet = this.#isWaiting() ? quiet + 1 : 0;
    }
  }

  /** Runs the next timer that is due by `endMs`, with all that follows from it; whether there was one. */
  async step(endMs = Infinity): Promise<boolean> {
    const timer = this.#timers.first;
    if (timer === undefined || timer.dueMs > endMs) return false;
    this.#timers.shift();
    this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
    timer.callback();
    await this.settle();
    return true;
  }

  /** Lets `ms` milliseconds pass. */
  async run(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await this.settle();
    while (await this.step(endMs));
    this.#nowMs = endMs;
  }
}
