/** Judges logins by bcrypt hashes at a bounded cost. */

import { randomBytes } from 'node:crypto';

import { Slots } from '../slots.ts';
import { bcryptCost } from '../web-config/bcrypt-hash.ts';
import { parseBasic } from './authorization-header.ts';
import type { PasswordComparer } from './password-comparer.ts';
import { VerdictCache } from './verdict-cache.ts';

/** `busy`: too many comparisons are running or waiting to tell. */
export type Verdict = 'accepted' | 'refused' | 'busy';

/** Logins remembered of each kind; an exporter has a handful of users. */
const REMEMBERED = 256;

/** Compares each login once: later ones are remembered, those at the same time share the comparison. */
export class Authenticator {
  readonly #comparer: PasswordComparer;
  readonly #slots: Slots;
  readonly #verdicts = new VerdictCache(REMEMBERED);
  readonly #running = new Map<string, Promise<boolean>>();
  readonly #nobody = new NobodysHash();

  /** @param maxPending comparisons running or waiting for their turn. */
  constructor(comparer: PasswordComparer, maxPending: number) {
    this.#comparer = comparer;
    this.#slots = new Slots(maxPending);
  }

  /**
   * Judges an Authorization header. Without users everybody is accepted. An unknown user costs the same comparison as a
   * known one, so that the time taken does not tell which names exist.
   */
  async judge(
    users: ReadonlyMap<string, string>,
    authorization: string | undefined,
  ): Promise<Verdict> {
    if (users.size === 0) return 'accepted';
    const login = parseBasic(authorization);
    if (login === undefined) return 'refused';
    const hash = users.get(login.user);
    const matches = await this.#matches(
      login.user,
      login.password,
      hash ?? this.#nobody.hash(users),
    );
    if (matches === undefined) return 'busy';
    return matches && hash !== undefined ? 'accepted' : 'refused';
  }

  async #matches(user: string, password: string, hash: string): Promise<boolean | undefined> {
    const key = this.#verdicts.keyOf(user, password, hash);
    return this.#verdicts.get(key) ?? this.#running.get(key) ?? this.#start(key, password, hash);
  }

  #start(key: string, password: string, hash: string): Promise<boolean> | undefined {
    const leave = this.#slots.take('');
    if (leave === undefined) return undefined;
    const comparison = this.#compare(key, password, hash).finally(() => {
      leave();
      this.#running.delete(key);
    });
    this.#running.set(key, comparison);
    return comparison;
  }

  async #compare(key: string, password: string, hash: string): Promise<boolean> {
    const matches = await this.#comparer.compare(password, hash);
    this.#verdicts.set(key, matches);
    return matches;
  }
}

/** A hash that no password has, as costly as the costliest of the users. */
class NobodysHash {
  // 53 characters of bcrypt's base64: a salt and a digest that were never computed from anything.
  readonly #digest = randomBytes(40).toString('base64').replaceAll(/[+=]/g, '.').slice(0, 53);

  hash(users: ReadonlyMap<string, string>): string {
    const cost = Math.max(...[...users.values()].map((hash) => bcryptCost(hash) ?? 0));
    return `$2b$${String(cost).padStart(2, '0')}$${this.#digest}`;
  }
}
