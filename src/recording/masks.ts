/** Replaces what tells of somebody: the same text by the same mask everywhere, and by one that is no original itself. */

import { addressIn, documentationAddress, withAddress } from './addresses.ts';
import { idKind } from './kinds.ts';

/** Originals that are shorter may be a part of a mask by chance, and are not looked for in it. */
const MIN_LENGTH = 6;

/** Masks that are tried at most: an original such as `account-` is a part of every one. */
const MOST_SKIPPED = 2_000;

/** The first numbers for documentation (RFC 5398), and the first of those for private use, which follow. */
const FIRST_ASN = 64_496;
const FIRST_LONG_ASN = 4_200_000_000;
const SHORT_ASNS = 1_000;

function asn(index: number): string {
  return String(index < SHORT_ASNS ? FIRST_ASN + index : FIRST_LONG_ASN + index);
}

/** What decoders reject by its length or its characters stays so. */
function asBadAs(original: string, mask: string): string {
  const long = original.length > 128 ? mask.padEnd(129, 'x') : mask;
  return /\p{Surrogate}/u.test(original) ? `${long}\ud800` : long;
}

/** What is to be masked. */
export interface Originals {
  /** Ids, names, tags: any text that is neither address nor number of an autonomous system. */
  readonly texts: ReadonlySet<string>;
  readonly addresses: ReadonlySet<string>;
  readonly asns: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
}

/** The masks of one recording. */
export class Masks {
  readonly #masks = new Map<string, string>();
  readonly #asns = new Map<string, string>();
  readonly #originals: ReadonlySet<string>;
  readonly #used = new Map<string, number>();

  /** Numbered in the order of the originals' texts, so that the order of the answers does not matter. */
  constructor({ texts, addresses, asns, accounts }: Originals) {
    this.#originals = new Set([...texts, ...addresses, ...asns, ...accounts]);
    for (const name of [...accounts].sort()) this.#add(name, () => this.#numbered('account'));
    for (const address of [...addresses].sort()) {
      const family = address.includes(':') ? '6' : '4';
      this.#add(address, () => this.#next(family, (index) => documentationAddress(address, index)));
    }
    for (const text of [...texts].sort()) {
      this.#add(text, () => asBadAs(text, this.#numbered(idKind(text) ?? 'text')));
    }
    for (const number of [...asns].sort()) this.#asns.set(number, this.#next('asn', asn));
  }

  /** The mask of a text; an address that is part of a subnet is replaced in it. */
  text(original: string): string {
    const whole = this.#masks.get(original);
    if (whole !== undefined) return whole;
    const address = addressIn(original);
    const mask = address === undefined ? undefined : this.#masks.get(address);
    return mask === undefined ? original : withAddress(original, mask);
  }

  /** The mask of a number of an autonomous system. */
  asn(original: string): string {
    return this.#asns.get(original) ?? original;
  }

  #add(original: string, make: () => string): void {
    if (!this.#masks.has(original)) this.#masks.set(original, make());
  }

  #numbered(kind: string): string {
    return this.#next(kind, (index) => `${kind}-${String(index + 1).padStart(4, '0')}`);
  }

  /** The next mask of a kind that holds no original. */
  #next(kind: string, make: (index: number) => string): string {
    const first = this.#used.get(kind) ?? 0;
    for (let index = first; ; index += 1) {
      const mask = make(index);
      if (index - first < MOST_SKIPPED && this.#isOriginal(mask)) continue;
      this.#used.set(kind, index + 1);
      return mask;
    }
  }

  #isOriginal(mask: string): boolean {
    for (let start = 0; start < mask.length; start += 1) {
      for (let end = start + Math.min(MIN_LENGTH, mask.length); end <= mask.length; end += 1) {
        if (this.#originals.has(mask.slice(start, end))) return true;
      }
    }
    return false;
  }
}
