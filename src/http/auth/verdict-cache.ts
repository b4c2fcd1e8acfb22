/** Remembers how logins were judged without remembering the logins. */

import { createHmac, randomBytes } from 'node:crypto';

/** A bounded map from logins to verdicts. Its keys are useless outside the process: their HMAC key is made here. */
export class VerdictCache {
  readonly #secret = randomBytes(32);
  readonly #size: number;
  // Apart, so that a flood of wrong passwords cannot push out the right ones.
  readonly #verdicts = { accepted: new Set<string>(), refused: new Set<string>() };

  /** @param size how many accepted logins, and how many refused ones, are remembered. */
  constructor(size: number) {
    this.#size = size;
  }

  /** The key of one login against one hash: a changed hash is a login never seen. */
  keyOf(user: string, password: string, hash: string): string {
    return createHmac('sha256', this.#secret)
      .update(JSON.stringify([user, password, hash]))
      .digest('base64');
  }

  /** Whether the login was accepted; undefined for one that is not remembered. */
  get(key: string): boolean | undefined {
    const { accepted, refused } = this.#verdicts;
    if (touch(accepted, key)) return true;
    return touch(refused, key) ? false : undefined;
  }

  /** Remembers a verdict, and forgets the one of its kind that was needed longest ago when there are too many. */
  set(key: string, isAccepted: boolean): void {
    const verdicts = this.#verdicts[isAccepted ? 'accepted' : 'refused'];
    verdicts.add(key);
    for (const oldest of verdicts) {
      if (verdicts.size <= this.#size) return;
      verdicts.delete(oldest);
    }
  }
}

/** Whether the set has the key, which then becomes its youngest: sets keep the order of insertion. */
function touch(keys: Set<string>, key: string): boolean {
  if (!keys.delete(key)) return false;
  keys.add(key);
  return true;
}
