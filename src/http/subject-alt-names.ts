/** Reads the names out of a certificate's subjectAltName extension. */

import { isIP, SocketAddress } from 'node:net';

/** The kinds of names that count, as OpenSSL writes them. */
const KINDS: ReadonlySet<string> = new Set(['DNS', 'IP Address', 'email', 'URI']);

// Node writes a value with a comma, quote or control character as a JSON string, so that none can pretend to be two.
const NAME = /([^:,]+):("(?:[^"\\]|\\.)*"|(?!")[^,]*)(?:, |$)/gy;

/**
 * The DNS names, IP addresses, e-mail addresses and URIs in the text that node:crypto makes of the extension, such as
 * `DNS:a.example, IP Address:10.0.0.1`. IP addresses come in their canonical form.
 */
export function subjectAltNames(text: string): readonly string[] {
  return [...text.matchAll(NAME)].flatMap(([, kind = '', value = '']) => {
    const name = KINDS.has(kind) ? unquote(value) : undefined;
    return name === undefined ? [] : [kind === 'IP Address' ? canonicalAddress(name) : name];
  });
}

/** An IP address in the one form that every other way of writing it shares; other text as it is. */
export function canonicalAddress(text: string): string {
  const family = isIP(text);
  if (family === 0) return text;
  return new SocketAddress({ address: text, family: family === 6 ? 'ipv6' : 'ipv4' }).address;
}

function unquote(value: string): string | undefined {
  if (!value.startsWith('"')) return value;
  try {
    return String(JSON.parse(value));
  } catch {
    return undefined;
  }
}
