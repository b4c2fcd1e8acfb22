/** Judges logins by bcrypt hashes at a bounded cost. */

import { createHmac, randomBytes } from 'node:crypto';

import { type Asker, FairQueue } from './fair-queue.ts';
import { bcryptCost, type PasswordComparer } from './password-comparer.ts';

/** `busy`: too many logins of the client wait to tell. */
export type Verdict = 'accepted' | 'refused' | 'busy';

/** Logins remembered of each kind; an exporter has a handful of users. */
const REMEMBERED = 256;

/** Compares each login once: later ones are remembered, those at the same time share the comparison, clients take turns. */
export class Authenticator {
  readonly #comparer: PasswordComparer;
  readonly #queue: FairQueue;
  readonly #verdicts = new VerdictCache(REMEMBERED);
  readonly #nobody = new NobodysHash();

  /** @param maxWaitingPerClient logins of one client that may wait for their comparison. */
  constructor(comparer: PasswordComparer, maxWaitingPerClient: number) {
    this.#comparer = comparer;
    this.#queue = new FairQueue(maxWaitingPerClient);
  }

  /**
   * Judges an Authorization header. An unknown user costs the same comparison as a known one, so that the time taken does
   * not tell which names exist.
   */
  async judge(
    users: ReadonlyMap<string, string>,
    authorization: string | undefined,
    asker: Asker,
  ): Promise<Verdict> {
    const login = parseBasic(authorization);
    if (login === undefined) return 'refused';
    const hash = users.get(login.user);
    const matches = await this.#matches(login, hash ?? this.#nobody.hash(users), asker);
    if (matches === undefined) return 'busy';
    return matches && hash !== undefined ? 'accepted' : 'refused';
  }

  async #matches({ user, password }: Login, hash: string, asker: Asker) {
    const key = this.#verdicts.keyOf(user, password, hash);
    const compare = async (): Promise<boolean> => {
      // Another client may have asked for the same meanwhile.
      const verdict = this.#verdicts.get(key);
      if (verdict !== undefined) return verdict;
      const matches = await this.#comparer.compare(password, hash);
      this.#verdicts.set(key, matches);
      return matches;
    };
    return this.#verdicts.get(key) ?? (await this.#queue.run(asker, key, compare));
  }
}

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

/** A hash that no password has, as costly as the costliest of the users. */
class NobodysHash {
  // 53 characters of bcrypt's base64: a salt and a digest that were never computed from anything.
  readonly #digest = randomBytes(40).toString('base64').replaceAll(/[+=]/g, '.').slice(0, 53);

  hash(users: ReadonlyMap<string, string>): string {
    const cost = Math.max(...[...users.values()].map((hash) => bcryptCost(hash) ?? 0));
    return `$2b$${String(cost).padStart(2, '0')}$${this.#digest}`;
  }
}

/** What a client claims. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

const BASIC = /^basic +([A-Za-z0-9+/]+={0,2}) *$/i;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The login of a Basic header (RFC 7617, UTF-8); undefined for any other header and for a malformed one. */
export function parseBasic(header: string | undefined): Login | undefined {
  const encoded = BASIC.exec(header ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = decode(encoded);
  const colon = text?.indexOf(':') ?? -1;
  // The user name cannot hold a colon, the password can.
  return text === undefined || colon < 0
    ? undefined
    : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function decode(base64: string): string | undefined {
  try {
    return UTF8.decode(Buffer.from(base64, 'base64'));
  } catch {
    return undefined;
  }
}
