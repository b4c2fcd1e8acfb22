/**
 * Replaces what tells of somebody: the same text by the same mask everywhere, and by one that is no original itself.
 * Addresses and numbers of autonomous systems of the documentation's ranges stand for real ones.
 */

import { isIP } from 'node:net';

/** RFC 5737; RFC 3849 where those are used up. */
const IPV4_NETS = ['192.0.2', '198.51.100', '203.0.113'];
const HOSTS = 254;

/** An address, or a subnet, whose length follows a slash. */
const SUBNET = /^(.+)(\/\d{1,3})$/;

/** The addresses that mean every address: they need no mask. */
const ANY = new Set(['0.0.0.0', '::']);

/** The address of a text that is one, or a subnet; undefined for any other text. */
export function addressIn(text: string): string | undefined {
  const [, base = text] = SUBNET.exec(text) ?? [];
  return isIP(base) !== 0 && !ANY.has(base) ? base : undefined;
}

/** Whether a text is an address or a subnet. */
export function isAddress(text: string): boolean {
  return isIP(SUBNET.exec(text)?.[1] ?? text) !== 0;
}

/** The text with its address replaced; the length of a subnet stays. */
function withAddress(text: string, address: string): string {
  return address + (SUBNET.exec(text)?.[2] ?? '');
}

/** The n-th address of the documentation, counted from 0, in the family of `original` while there are some left. */
function documentationAddress(original: string, index: number): string {
  const net = IPV4_NETS[Math.floor(index / HOSTS)];
  return isIP(original) === 4 && net !== undefined
    ? `${net}.${(index % HOSTS) + 1}`
    : `2001:db8::${(index + 1).toString(16)}`;
}

/** Ids of resources begin with their kind, and so do their masks. */
const ID = /^(vco|vpn|cgw|tun|tr|cen|rg|vpc|vsw|eip|vbr|ecr)-/;

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
      this.#add(text, () => asBadAs(text, this.#numbered(ID.exec(text)?.[1] ?? 'text')));
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
