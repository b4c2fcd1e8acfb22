/** Time as a dependency, so that tests decide how it passes. */

/** A source of time. */
export interface Clock {
  /** The time of day, in milliseconds since the epoch: for timestamps that people and other programs read. */
  now(): number;
  /** Milliseconds since some moment in the past, unaffected by changes of the time of day: for ages and intervals. */
  monotonic(): number;
  /** Calls `callback` once after `ms` milliseconds; the returned function cancels it. */
  after(ms: number, callback: () => void): () => void;
}

/** One moment on both clocks, in milliseconds. */
export interface Moment {
  /** The time of day, since the epoch. */
  readonly wallMs: number;
  readonly monotonicMs: number;
}

export function momentOf(clock: Clock): Moment {
  return { wallMs: clock.now(), monotonicMs: clock.monotonic() };
}

/** The time of day at another moment of the monotonic clock, by the time of day that it is now. */
export function wallTimeOf(monotonicMs: number, now: Moment): number {
  return now.wallMs - (now.monotonicMs - monotonicMs);
}

/** Longest delay that setTimeout takes without wrapping to 1 ms. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, Math.min(ms, MAX_DELAY_MS));
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Resolves after `ms` milliseconds; rejects with the signal's reason as soon as it is aborted. */
export function sleep(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
