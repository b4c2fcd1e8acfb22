/** What the users of one account's credential report of it: the API accepted it, or refused it. */

import type { CredentialUser } from '../credential.ts';

/** Without any success for so long, a refusal counts whoever reports it. */
const DOUBT_MS = 10 * 60_000;

/**
 * Decides whether refusals speak against the credential or only against the place where they happened. A success
 * clears all refusals before it, and their users are doubted from then on: the API refused to them what it accepts
 * elsewhere (a proxy, a closed region, another partition). A doubted user's refusals alone condemn nothing until it
 * has succeeded itself.
 */
export class Verdicts {
  readonly #refusedTo = new Set<CredentialUser>();
  /** Those who were refused, with this credential or one before it, since anybody had a success. */
  readonly #suspects = new Set<CredentialUser>();
  readonly #doubted = new WeakSet<CredentialUser>();
  #acceptedAt = -Infinity;
  #isCondemned = false;

  /** Whether every user that has reported since the last success was refused, and not all of them are doubted. */
  get isCondemned(): boolean {
    return this.#isCondemned;
  }

  /** Whether the credential was refused to this user since its last success. */
  isRefusedTo(user: CredentialUser): boolean {
    return this.#refusedTo.has(user);
  }

  accept(user: CredentialUser, nowMs: number): void {
    for (const suspect of this.#suspects) this.#doubted.add(suspect);
    this.#suspects.clear();
    this.#doubted.delete(user);
    this.#acceptedAt = nowMs;
    this.forgive();
  }

  reject(user: CredentialUser, nowMs: number): void {
    this.#refusedTo.add(user);
    this.#suspects.add(user);
    if (!this.#doubted.has(user) || nowMs - this.#acceptedAt >= DOUBT_MS) this.#isCondemned = true;
  }

  /** Forgets the refusals of a credential that was replaced. Who is doubted stays so. */
  forgive(): void {
    this.#refusedTo.clear();
    this.#isCondemned = false;
  }
}
