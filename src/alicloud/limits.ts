/** How many calls are made: in a minute of one account and region, and at a time in the whole process; and the time that polls are given for them. */

import { type Clock, sleep } from '../model/clock.ts';

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

/** What a call is made for, as far as its turn depends on it. */
export interface Caller {
  /** Callers of one key wait behind each other, not in front of other keys. */
  readonly key: string;
  /** Whether its last poll ended in silence; such callers together get at most half of the places. */
  readonly isSuspect: () => boolean;
}

interface Waiter {
  readonly caller: Caller;
  readonly start: () => void;
}

/**
 * A counting semaphore that hands its places round robin over the callers' keys, so that an account with many
 * targets cannot keep a small one waiting, and keeps at least half of them from targets that do not answer.
 */
export class Limiter {
  readonly #places: number;
  readonly #suspectPlaces: number;
  #taken = 0;
  #takenBySuspects = 0;
  /** Insertion order is the order of turns: a key that had its turn goes to the end. */
  readonly #queues = new Map<string, Waiter[]>();

  /** @param places how many calls may be in flight, at least 1. */
  constructor(places: number) {
    this.#places = places;
    this.#suspectPlaces = Math.max(1, Math.floor(places / 2));
  }

  /** Runs `call` as soon as there is a place. Rejects with the signal's reason when it is aborted before. */
  async run<Result>(
    caller: Caller,
    call: () => Promise<Result>,
    signal: AbortSignal,
  ): Promise<Result> {
    const release = await this.#acquire(caller, signal);
    try {
      return await call();
    } finally {
      release();
      this.#admit();
    }
  }

  #acquire(caller: Caller, signal: AbortSignal): Promise<() => void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const waiter: Waiter = {
        caller,
        start: () => {
          signal.removeEventListener('abort', onAbort);
          resolve(this.#take(caller));
        },
      };
      const onAbort = (): void => {
        this.#leave(waiter);
        reject(signal.reason);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      const queue = this.#queues.get(caller.key);
      if (queue === undefined) this.#queues.set(caller.key, [waiter]);
      else queue.push(waiter);
      this.#admit();
    });
  }

  #take(caller: Caller): () => void {
    const suspect = Number(caller.isSuspect());
    this.#taken += 1;
    this.#takenBySuspects += suspect;
    return () => {
      this.#taken -= 1;
      this.#takenBySuspects -= suspect;
    };
  }

  #leave(waiter: Waiter): void {
    const { key } = waiter.caller;
    const rest = (this.#queues.get(key) ?? []).filter((other) => other !== waiter);
    if (rest.length === 0) this.#queues.delete(key);
    else this.#queues.set(key, rest);
  }

  #admit(): void {
    while (this.#taken < this.#places) {
      const next = this.#next();
      if (next === undefined) return;
      next.start();
    }
  }

  /** Takes the first waiter that may start, key by key in the order of turns. */
  #next(): Waiter | undefined {
    const suspectsFull = this.#takenBySuspects >= this.#suspectPlaces;
    for (const [key, queue] of this.#queues) {
      const index = queue.findIndex(({ caller }) => !(suspectsFull && caller.isSuspect()));
      const [waiter] = index === -1 ? [] : queue.splice(index, 1);
      if (waiter === undefined) continue;
      this.#queues.delete(key);
      if (queue.length > 0) this.#queues.set(key, queue);
      return waiter;
    }
    return undefined;
  }
}
