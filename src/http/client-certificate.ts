/** Decides which TLS clients may speak, by the certificate they presented. */

import { isIP, SocketAddress } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** What a `client_auth_type` means. */
export interface ClientAuthType {
  /** A certificate is asked for. */
  readonly request: boolean;
  /** A client without one is turned away. */
  readonly require: boolean;
  /** A certificate that the client CA did not issue, or that is not valid now, is turned away. */
  readonly verify: boolean;
}

/** The values of `client_auth_type`: the names of Go's crypto/tls.ClientAuthType. */
export const CLIENT_AUTH_TYPES = {
  NoClientCert: { request: false, require: false, verify: false },
  RequestClientCert: { request: true, require: false, verify: false },
  RequireAnyClientCert: { request: true, require: true, verify: false },
  VerifyClientCertIfGiven: { request: true, require: false, verify: true },
  RequireAndVerifyClientCert: { request: true, require: true, verify: true },
} as const satisfies Readonly<Record<string, ClientAuthType>>;

/** The rules of one TLS server. */
export interface ClientCertificatePolicy extends ClientAuthType {
  /** At least one of these must be among the certificate's subject alternative names; empty allows any. */
  readonly allowedSans: readonly string[];
}

/** Why the client of a completed handshake is turned away; undefined for one that may speak. */
export function refusal(
  { require, verify, allowedSans }: ClientCertificatePolicy,
  socket: TLSSocket,
): string | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return require ? 'no client certificate' : undefined;
  if (verify && !socket.authorized) return 'client certificate not trusted';
  if (allowedSans.length === 0) return undefined;
  const names = subjectAltNames(certificate.subjectAltName ?? '');
  return allowedSans.some((allowed) => names.includes(allowed))
    ? undefined
    : 'no allowed name in the client certificate';
}

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
