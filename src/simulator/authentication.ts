/** Who makes a call: the checks of signature, time, nonce and session that the API's gateway makes. */

import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { AccessKey, ScenarioAccount } from './scenario.ts';
import { Refusal, type RefusalCode, type WireRequest } from './wire.ts';
import type { World } from './world.ts';

const ALGORITHM = 'ACS3-HMAC-SHA256';

/** The parts of a request that are signed; instead of the body its hex SHA-256, as the client claims it. */
export type SignedParts = Omit<WireRequest, 'body'> & { readonly payloadHash: string };

/** The Authorization header, taken apart. */
interface Authorization {
  readonly accessKeyId: string;
  /** Lower-case names, in the order of the header. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
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
  return `${ALGORITHM}\n${hash('sha256', canonical)}`;
}

/** Whether a header must be signed when a request has it. */
function isToSign(name: string): boolean {
  return name.startsWith('x-acs-') || name === 'host' || name === 'content-type';
}

/** Hex signature of `text` with an access key's secret. */
export function sign(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** Whether two signatures are the same, in time that does not depend on where they differ. */
function sameSignature(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Distance between the signed time and the server's beyond which a request is refused. */
const MAX_SKEW_MS = 15 * 60 * 1000;

/** Nonces kept at most; the oldest go first. */
const CAPACITY = 100_000;

/** Signature nonces seen before, per access key: one may be used once, within the time in which its date is taken. */
export class Nonces {
  readonly #seen = new Map<string, number>();

  /** Whether this is the first use; it is remembered. */
  use(accessKeyId: string, nonce: string, nowMs: number): boolean {
    this.#forget(nowMs);
    const key = `${accessKeyId} ${nonce}`;
    if (this.#seen.has(key)) return false;
    this.#seen.set(key, nowMs);
    return true;
  }

  #forget(nowMs: number): void {
    for (const [key, time] of this.#seen) {
      if (this.#seen.size < CAPACITY && nowMs - time <= MAX_SKEW_MS * 2) return;
      this.#seen.delete(key);
    }
  }
}

const MANDATORY_HEADERS: readonly (readonly [string, RefusalCode])[] = [
  ['x-acs-date', 'MissingTimestamp'],
  ['x-acs-signature-nonce', 'MissingSignatureNonce'],
  ['x-acs-content-sha256', 'MissingContentSha256'],
];

function authorizationOf(request: WireRequest): Authorization {
  const authorization = parseAuthorization(request.headers['authorization'] ?? '');
  if (authorization === undefined) throw new Refusal('IncompleteSignature');
  const isSigned = (name: string) => authorization.signedHeaders.includes(name);
  const isComplete = Object.keys(request.headers).every(
    (name) => !isToSign(name) || isSigned(name),
  );
  if (!isComplete) throw new Refusal('IncompleteSignature');
  return authorization;
}

function checkTime(request: WireRequest, nowMs: number): void {
  const date = request.headers['x-acs-date'] ?? '';
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date)) throw new Refusal('InvalidTimeStamp.Format');
  const skew = Math.abs(Date.parse(date) - nowMs);
  if (!(skew <= MAX_SKEW_MS)) throw new Refusal('InvalidTimeStamp.Expired');
}

/** The checks of a session's token: it must be there, belong to the key and be young enough. */
function checkSession(
  key: AccessKey,
  token: string | undefined,
  nowMs: number,
  world: World,
): void {
  if (key.securityToken === undefined && token === undefined) return;
  if (token === undefined) throw new Refusal('MissingSecurityToken');
  if (!world.knowsToken(token)) throw new Refusal('InvalidSecurityToken.Malformed');
  if (token !== key.securityToken) {
    throw new Refusal('InvalidSecurityToken.MismatchWithAccessKey');
  }
  if (nowMs >= (key.expiresAtMs ?? Infinity)) throw new Refusal('InvalidSecurityToken.Expired');
}

/** Like the real one, the message shows what the server signed; with a session it holds the token. */
function checkSignature(request: WireRequest, authorization: Authorization, secret: string): void {
  const payloadHash = request.headers['x-acs-content-sha256'] ?? '';
  if (payloadHash !== hash('sha256', request.body)) throw new Refusal('InvalidContentSha256');
  const canonical = canonicalRequest({ ...request, payloadHash }, authorization.signedHeaders);
  const text = stringToSign(canonical);
  if (!sameSignature(sign(secret, text), authorization.signature)) {
    throw new Refusal('SignatureDoesNotMatch', {
      message: `Specified signature is not matched with our calculation. server StringToSign is [${text}] server CanonicalRequest is [${canonical}]`,
    });
  }
}

/**
 * The account that signed a request.
 * @param nowMs the time of the wire, in milliseconds since the epoch.
 * @throws Refusal as the API's gateway would.
 */
export function authenticate(
  request: WireRequest,
  world: World,
  nonces: Nonces,
  nowMs: number,
): ScenarioAccount {
  for (const [name, code] of MANDATORY_HEADERS) {
    if (!request.headers[name]) throw new Refusal(code);
  }
  const authorization = authorizationOf(request);
  checkTime(request, nowMs);
  const owner = world.keyOwner(authorization.accessKeyId);
  if (owner === undefined) throw new Refusal('InvalidAccessKeyId.NotFound');
  const { account, key } = owner;
  if (key.inactive === true) throw new Refusal('InvalidAccessKeyId.Inactive');
  checkSession(key, request.headers['x-acs-security-token'], nowMs, world);
  checkSignature(request, authorization, key.secret);
  const nonce = request.headers['x-acs-signature-nonce'] ?? '';
  if (!nonces.use(key.id, nonce, nowMs)) throw new Refusal('SignatureNonceUsed');
  return account;
}
