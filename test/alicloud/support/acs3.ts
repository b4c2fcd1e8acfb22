/** Verifies ACS3-HMAC-SHA256 from the vendor's description alone: canonical request, string to sign, HMAC. */

import { createHash, createHmac } from 'node:crypto';

/** A request as it was on the wire. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** Decoded. */
  readonly query: Readonly<Record<string, string>>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Percent-encodes all but A-Z a-z 0-9 - . _ ~, byte by byte. */
function percentEncoded(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9\-._~]/.test(char)
        ? char
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** Reads the head of a request. */
export function parseHead(head: string): WireRequest {
  const [start = '', ...lines] = head.split('\r\n');
  const [method = '', target = ''] = start.split(' ');
  const [path = '', search = ''] = target.split('?');
  const parts = search === '' ? [] : search.split('&');
  return {
    method,
    path,
    query: Object.fromEntries(
      parts.map((part) => {
        const at = part.indexOf('=');
        return [decodeURIComponent(part.slice(0, at)), decodeURIComponent(part.slice(at + 1))];
      }),
    ),
    headers: Object.fromEntries(
      lines.map((line) => {
        const at = line.indexOf(':');
        return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
      }),
    ),
  };
}

/** The Authorization header that the request should have. */
export function expectedAuthorization(
  { method, path, query, headers }: WireRequest,
  accessKeyId: string,
  accessKeySecret: string,
): string {
  const signed = Object.keys(headers)
    .filter((name) => name.startsWith('x-acs-') || name === 'host' || name === 'content-type')
    .sort();
  const canonical = [
    method,
    path,
    Object.keys(query)
      .sort()
      .map((name) => `${name}=${percentEncoded(query[name] ?? '')}`)
      .join('&'),
    ...signed.map((name) => `${name}:${headers[name]}`),
    '',
    signed.join(';'),
    sha256(''),
  ].join('\n');
  const signature = createHmac('sha256', accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  return `ACS3-HMAC-SHA256 Credential=${accessKeyId},SignedHeaders=${signed.join(';')},Signature=${signature}`;
}
