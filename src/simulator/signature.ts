/** The ACS3-HMAC-SHA256 signature of a request, computed from what arrived on the wire. */

import { createHmac, hash, timingSafeEqual } from 'node:crypto';

const ALGORITHM = 'ACS3-HMAC-SHA256';

/** The parts of a request that are signed. */
export interface SignedParts {
  readonly method: string;
  readonly path: string;
  /** Decoded query parameters. */
  readonly query: readonly (readonly [string, string])[];
  /** Values by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Hex SHA-256 of the body, as the client claims it. */
  readonly payloadHash: string;
}

/** The Authorization header, taken apart. */
export interface Authorization {
  readonly accessKeyId: string;
  /** Lower-case names, in the order of the header. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

export function sha256Hex(data: string | Buffer): string {
  return hash('sha256', data, 'hex');
}

/** Takes an Authorization header apart; undefined when it is not of this algorithm's form. */
export function parseAuthorization(header: string): Authorization | undefined {
  const found = /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=(\S+)$/.exec(
    header.trim(),
  );
  const [, accessKeyId, signedHeaders, signature] = found ?? [];
  if (!accessKeyId || !signedHeaders || !signature) return undefined;
  return { accessKeyId, signedHeaders: signedHeaders.split(';'), signature };
}

/** Percent-encoding of RFC 3986: only letters, digits and -._~ stay. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.codePointAt(0)?.toString(16).toUpperCase()}`,
  );
}

function canonicalQuery(query: SignedParts['query']): string {
  return query
    .toSorted(([one], [other]) => (one < other ? -1 : Number(one > other)))
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .join('&');
}

/** The canonical request, one part per line. */
export function canonicalRequest(parts: SignedParts, signedHeaders: readonly string[]): string {
  const names = signedHeaders.toSorted();
  const headers = names.map((name) => `${name}:${(parts.headers[name] ?? '').trim()}\n`).join('');
  return [
    parts.method,
    parts.path,
    canonicalQuery(parts.query),
    headers,
    names.join(';'),
    parts.payloadHash,
  ].join('\n');
}

export function stringToSign(canonical: string): string {
  return `${ALGORITHM}\n${sha256Hex(canonical)}`;
}

/** Names of the headers that must be signed when a request has them. */
export function headersToSign(headers: SignedParts['headers']): readonly string[] {
  return Object.keys(headers)
    .filter((name) => name.startsWith('x-acs-') || name === 'host' || name === 'content-type')
    .toSorted();
}

/** Hex signature of `text` with an access key's secret. */
export function sign(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** Whether two signatures are the same, in time that does not depend on where they differ. */
export function sameSignature(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
