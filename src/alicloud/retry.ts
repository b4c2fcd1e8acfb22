/** Tries a call again when that may help. */

import pRetry from 'p-retry';
import { sleep, type Clock } from '../model/clock.ts';
import { ApiError, type Failure } from '../model/failure.ts';

/** How long and how often to try again. */
export interface RetryOptions {
  readonly clock: Clock;
  /** The clock of the poll's budget. */
  readonly budget: Pick<Clock, 'monotonic'>;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** A wait that ends later than this, of the budget's time, after the first attempt is not worth it: the poll is over by then. */
  readonly maxWaitMs: number;
}

const MAX_RETRIES = 4;
const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5_000;

/** Whether a failure is worth the retry after `retries` retries. A renewed session is worth one, not four. */
function isWorth(failure: Failure, retries: number): boolean {
  return failure.transient && !(failure.reason === 'auth' && retries > 0);
}

/** Exponential with jitter, between half of the step and all of it; never shorter than what the API asks for. */
export function waitMs(failure: Failure, retries: number, random: () => number): number {
  const step = Math.min(FIRST_WAIT_MS * 2 ** retries, LONGEST_WAIT_MS);
  return Math.max(step * (0.5 + random() / 2), failure.retryAfterMs ?? 0);
}

/**
 * Runs `call` until it succeeds, up to five times. Rejects with the last ApiError; a wait that the signal cuts
 * short ends with the error that made it wait, which says more than "timeout".
 */
export function withRetries<Result>(
  call: () => Promise<Result>,
  options: RetryOptions,
  signal: AbortSignal,
): Promise<Result> {
  const { clock, budget, random, maxWaitMs } = options;
  const startMs = budget.monotonic();
  return pRetry(call, {
    retries: MAX_RETRIES,
    // The waiting is done in shouldRetry, on the injected clock.
    minTimeout: 0,
    shouldRetry: async ({ error, retriesConsumed }) => {
      if (!(error instanceof ApiError) || !isWorth(error.failure, retriesConsumed)) return false;
      const wait = waitMs(error.failure, retriesConsumed, random);
      if (budget.monotonic() - startMs + wait > maxWaitMs) return false;
      return sleep(clock, wait, signal).then(
        () => true,
        () => false,
      );
    },
  });
}
