/** When a call may be made again: after a failure that may pass, and with a credential that was refused. */

import pRetry from 'p-retry';
import { type Credential, isSameCredential } from './credential.ts';
import { type Clock, sleep } from '../model/clock.ts';
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

const SHORTEST_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * The wait after the nth failure in a row, n from 1: doubles from 2 s to 60 s, of which jitter takes up to a half.
 * Always between 1 s and 60 s. @param random uniform in [0, 1)
 */
export function backoffMs(failures: number, random: () => number): number {
  const step = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** failures);
  return step * (0.5 + random() / 2);
}

/** One refusal after another of the same credential. */
export interface Refusal {
  readonly credential: Credential;
  readonly error: ApiError;
  readonly count: number;
  readonly untilMs: number;
}

/**
 * The pause of one target. It concerns nobody else: other targets call on with the same credential, and another
 * credential ends it. The first refusal is followed by no pause, the next ones by 1 s up to a minute.
 */
export class RefusalPause {
  readonly #clock: Clock;
  readonly #random: () => number;
  #refusal: Refusal | undefined;

  /** @param random uniform in [0, 1) */
  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * To be asked before a call.
   * @returns what was known then, for `begin`
   * @throws the error that the API answered with, while it is too early to ask again with this credential.
   */
  check(credential: Credential): Refusal | undefined {
    const refusal = this.#of(credential);
    if (refusal !== undefined && this.#clock.now() < refusal.untilMs) throw refusal.error;
    return refusal;
  }

  /** The API accepted a call of this target. */
  end(): void {
    this.#refusal = undefined;
  }

  /**
   * The API refused the credential to this target.
   * @param known what `check` returned before the call: of calls that are made side by side one counts
   */
  begin(credential: Credential, error: ApiError, known: Refusal | undefined): void {
    if (this.#of(credential) !== known) return;
    const count = (known?.count ?? 0) + 1;
    const waitMs = count === 1 ? 0 : backoffMs(count - 1, this.#random);
    this.#refusal = { credential, error, count, untilMs: this.#clock.now() + waitMs };
  }

  #of(credential: Credential): Refusal | undefined {
    const refusal = this.#refusal;
    return refusal !== undefined && isSameCredential(refusal.credential, credential)
      ? refusal
      : undefined;
  }
}
