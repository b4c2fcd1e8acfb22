/** Addresses of the documentation's ranges, to stand for real ones. */

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
export function withAddress(text: string, address: string): string {
  return address + (SUBNET.exec(text)?.[2] ?? '');
}

/** The n-th address of the documentation, counted from 0, in the family of `original` while there are some left. */
export function documentationAddress(original: string, index: number): string {
  const net = IPV4_NETS[Math.floor(index / HOSTS)];
  return isIP(original) === 4 && net !== undefined
    ? `${net}.${(index % HOSTS) + 1}`
    : `2001:db8::${(index + 1).toString(16)}`;
}
