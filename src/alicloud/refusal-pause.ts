/** Keeps one target from asking again and again with a credential that the API refuses there. */

import type { Clock } from '../model/clock.ts';
import type { ApiError } from '../model/failure.ts';
import { type Credential, isSameCredential } from './credential.ts';
import { backoffMs } from './credentials/session.ts';

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
