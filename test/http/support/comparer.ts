/** A comparer of passwords that counts, and answers when it is told to. */

import type { PasswordComparer } from '../../../src/http/auth/password-comparer.ts';

export interface CountingComparer extends PasswordComparer {
  /** The hashes compared with, in order. */
  readonly hashes: readonly string[];
  /** From now on comparisons wait until `release`. */
  hold(): void;
  release(): void;
}

/** Accepts the one password for whatever hash. */
export function countingComparer(password: string): CountingComparer {
  const hashes: string[] = [];
  let gate = Promise.resolve();
  let open: () => void = () => undefined;
  return {
    hashes,
    compare: async (given, hash) => {
      hashes.push(hash);
      await gate;
      return given === password;
    },
    close: () => Promise.resolve(),
    hold: () => {
      gate = new Promise((resolve) => {
        open = resolve;
      });
    },
    release: () => {
      open();
    },
  };
}
