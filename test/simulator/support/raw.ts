/** A client of its own: signs as the vendor documents, over node:http, and shows everything that came back. */

import { createHash, createHmac, randomUUID } from 'node:crypto';
import { request, type IncomingHttpHeaders } from 'node:http';
import { textAt, type JsonObject } from '../../../src/simulator/json.ts';

/** What signs a call. */
export interface RawKey {
  readonly id: string;
  readonly secret: string;
  readonly securityToken?: string;
}

/** One call; everything has a sensible default. */
export interface RawCall {
  readonly key: RawKey;
  readonly action?: string;
  readonly method?: string;
  readonly path?: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Form parameters, sent as the body. */
  readonly form?: Readonly<Record<string, string>>;
  /** Signed headers that differ; '' leaves one out. */
  readonly signed?: Readonly<Record<string, string>>;
  /** Headers added, or replaced, after signing; '' leaves one out. */
  readonly unsigned?: Readonly<Record<string, string>>;
}

/** What came back. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

function hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function percent(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      /[A-Za-z0-9._~-]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');
}

function queryText(params: Readonly<Record<string, string>>): string {
  const names = Object.keys(params).sort();
  return names.map((name) => `${percent(name)}=${percent(params[name]!)}`).join('&');
}

function given(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
}

/** The headers of a signed call, Authorization included. */
export function signedHeaders(url: string, call: RawCall): Readonly<Record<string, string>> {
  const { key, action = 'DescribeVpnConnections', form } = call;
  const body = form === undefined ? '' : new URLSearchParams({ ...form }).toString();
  const headers = given({
    host: new URL(url).host,
    'x-acs-action': action,
    'x-acs-version': '2016-04-28',
    'x-acs-date': new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-content-sha256': hex(body),
    'content-type': form === undefined ? '' : 'application/x-www-form-urlencoded',
    'x-acs-security-token': key.securityToken ?? '',
    ...call.signed,
  });
  const names = Object.keys(headers).sort();
  const canonical = [
    call.method ?? 'POST',
    call.path ?? '/',
    queryText(call.params ?? {}),
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    headers['x-acs-content-sha256'] ?? '',
  ].join('\n');
  const signature = createHmac('sha256', key.secret)
    .update(`ACS3-HMAC-SHA256\n${hex(canonical)}`)
    .digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=${key.id},SignedHeaders=${names.join(';')},Signature=${signature}`;
  return given({ ...headers, authorization, ...call.unsigned });
}

/** Sends a request and reads the answer to its end; rejects as node:http does. */
export function send(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body = '',
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const { statusCode = 0, headers: received } = incoming;
        resolve({ status: statusCode, headers: received, bytes: Buffer.concat(chunks) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Makes a signed call. */
export function rawCall(url: string, call: RawCall): Promise<RawAnswer> {
  const query = queryText(call.params ?? {});
  const body = call.form === undefined ? '' : new URLSearchParams({ ...call.form }).toString();
  const target = `${url}${call.path ?? '/'}${query === '' ? '' : `?${query}`}`;
  return send(target, call.method ?? 'POST', signedHeaders(url, call), body);
}

/** The JSON of an answer. */
export function jsonOf(answer: RawAnswer): JsonObject {
  return JSON.parse(answer.bytes.toString('utf8')) as JsonObject;
}

/** Makes a signed call and returns the JSON of the answer. */
export async function bodyOf(url: string, call: RawCall): Promise<JsonObject> {
  return jsonOf(await rawCall(url, call));
}

/** Makes a signed call and returns `status code` of the answer: `200 OK`, `400 Throttling.User`. */
export async function outcomeOf(url: string, call: RawCall): Promise<string> {
  const answer = await rawCall(url, call);
  return `${answer.status} ${textAt(jsonOf(answer), 'Code') || 'OK'}`;
}
