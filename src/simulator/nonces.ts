/** Signature nonces seen before: one may be used once. */

/** Distance to the signed time beyond which a request is refused anyway: a nonce need not be kept longer. */
const LIFETIME_MS = 15 * 60 * 1000;

/** Nonces kept at most; the oldest go first. */
const CAPACITY = 100_000;

/** Remembers nonces per access key. */
export class Nonces {
  readonly #seen = new Map<string, number>();

  /** Whether this is the first use; it is remembered. */
  use(accessKeyId: string, nonce: string, nowMs: number): boolean {
    this.#forget(nowMs);
    const key = `${accessKeyId} ${nonce}`;
    if (this.#seen.has(key)) return false;
    this.#seen.set(key, nowMs);
    return true;
  }

  #forget(nowMs: number): void {
    for (const [key, time] of this.#seen) {
      if (this.#seen.size < CAPACITY && nowMs - time <= LIFETIME_MS * 2) return;
      this.#seen.delete(key);
    }
  }
}
