/** The time that counts against the budget of a poll, and the end of work that takes too long. */

import { linkedController } from '../model/abort.ts';
import type { Clock } from '../model/clock.ts';

/**
 * A clock whose monotonic time stands still while calls wait for the token bucket, so that a budget measured with it is
 * spent on the API and not on keeping to `poll.requests_per_minute`. It goes on while the API does not answer as it
 * should: its failed calls wait for the bucket again and again, and a poll of it must still come to an end.
 */
export class BudgetClock implements Clock {
  readonly #clock: Clock;
  #waiting = 0;
  #isAnswering = true;
  /** How long it stood still in all, up to the last change. */
  #stoodStillMs = 0;
  #changedAtMs: number;
  /** Timers that came due while time stood still. */
  readonly #held = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#changedAtMs = clock.monotonic();
  }

  now(): number {
    return this.#clock.now();
  }

  monotonic(): number {
    const nowMs = this.#clock.monotonic();
    return nowMs - this.#stoodStillMs - (this.#isStill ? nowMs - this.#changedAtMs : 0);
  }

  after(ms: number, callback: () => void): () => void {
    const dueMs = this.monotonic() + ms;
    let cancel = (): void => undefined;
    const arm = (): void => {
      const leftMs = dueMs - this.monotonic();
      if (this.#isStill && leftMs > 0) {
        this.#held.add(arm);
        cancel = () => this.#held.delete(arm);
        return;
      }
      cancel = this.#clock.after(leftMs, () => {
        if (this.monotonic() < dueMs) arm();
        else callback();
      });
    };
    arm();
    return () => {
      cancel();
    };
  }

  /** Waits for the token bucket: time that does not count. */
  async waiting(work: () => Promise<void>): Promise<void> {
    this.#change(() => (this.#waiting += 1));
    try {
      await work();
    } finally {
      this.#change(() => (this.#waiting -= 1));
    }
  }

  /** Tells how the last attempt of a call ended. */
  answered(isGood: boolean): void {
    this.#change(() => (this.#isAnswering = isGood));
  }

  get #isStill(): boolean {
    return this.#waiting > 0 && this.#isAnswering;
  }

  #change(change: () => void): void {
    const nowMs = this.#clock.monotonic();
    if (this.#isStill) this.#stoodStillMs += nowMs - this.#changedAtMs;
    this.#changedAtMs = nowMs;
    change();
    if (this.#isStill) return;
    const held = [...this.#held];
    this.#held.clear();
    for (const arm of held) arm();
  }
}

/**
 * Runs `work` with a signal that is aborted with what `error` makes after `ms` milliseconds, or with the outer signal's
 * reason as soon as that is aborted. Settles then, even if `work` ignores its signal.
 */
export async function withDeadline<Result>(
  clock: Clock,
  ms: number,
  error: () => Error,
  work: (signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  signal.throwIfAborted();
  const { controller, unlink } = linkedController(signal);
  // Listens before work does, so that what work throws because of the abort (Node.js' AbortError) comes second.
  const stopped = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => {
      reject(controller.signal.reason);
    });
  });
  const cancel = clock.after(ms, () => {
    controller.abort(error());
  });
  try {
    return await Promise.race([work(controller.signal), stopped]);
  } finally {
    cancel();
    unlink();
  }
}
