/** Who makes a call: the checks of signature, time, nonce and session that the API's gateway makes. */

import { Refusal, type RefusalCode } from './refusals.ts';
import type { AccessKey, ScenarioAccount } from './scenario.ts';
import {
  canonicalRequest,
  headersToSign,
  parseAuthorization,
  sameSignature,
  sha256Hex,
  sign,
  stringToSign,
  type Authorization,
} from './signature.ts';
import type { WireRequest } from './wire-request.ts';
import type { KeyOwner, World } from './world.ts';

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

function checkPresence(request: WireRequest): void {
  for (const [name, code] of MANDATORY_HEADERS) {
    if (!request.headers[name]) throw new Refusal(code);
  }
}

function authorizationOf(request: WireRequest): Authorization {
  const authorization = parseAuthorization(request.headers['authorization'] ?? '');
  if (authorization === undefined) throw new Refusal('IncompleteSignature');
  const unsigned = headersToSign(request.headers).filter(
    (name) => !authorization.signedHeaders.includes(name),
  );
  if (unsigned.length > 0) throw new Refusal('IncompleteSignature');
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
  if (payloadHash !== sha256Hex(request.body)) throw new Refusal('InvalidContentSha256');
  const canonical = canonicalRequest({ ...request, payloadHash }, authorization.signedHeaders);
  const text = stringToSign(canonical);
  if (!sameSignature(sign(secret, text), authorization.signature)) {
    throw new Refusal('SignatureDoesNotMatch', {
      message: `Specified signature is not matched with our calculation. server StringToSign is [${text}] server CanonicalRequest is [${canonical}]`,
    });
  }
}

function ownerOf(authorization: Authorization, world: World): KeyOwner {
  const owner = world.keyOwner(authorization.accessKeyId);
  if (owner === undefined) throw new Refusal('InvalidAccessKeyId.NotFound');
  if (owner.key.inactive === true) throw new Refusal('InvalidAccessKeyId.Inactive');
  return owner;
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
  checkPresence(request);
  const authorization = authorizationOf(request);
  checkTime(request, nowMs);
  const { account, key } = ownerOf(authorization, world);
  checkSession(key, request.headers['x-acs-security-token'], nowMs, world);
  checkSignature(request, authorization, key.secret);
  const nonce = request.headers['x-acs-signature-nonce'] ?? '';
  if (!nonces.use(key.id, nonce, nowMs)) throw new Refusal('SignatureNonceUsed');
  return account;
}
