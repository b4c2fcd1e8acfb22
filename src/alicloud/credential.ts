/** What a call is signed with, where it comes from, how long it lasts, and how its secrets are kept from whatever might show them. */

/** An access key, with the token of its session when it is a temporary one. */
export interface Credential {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string | undefined;
  /** The SDK's name of the provider, sent as x-acs-credentials-provider. */
  readonly providerName: string;
}

/**
 * Who signs calls with a credential: the target that makes them, or whatever assumes a role with it. Compared by
 * identity only.
 */
export type CredentialUser = object;

/** The credentials of one account, shared by all its targets. */
export interface CredentialSource {
  /**
   * The credential to sign with now. Concurrent calls share one resolution.
   * @throws ApiError with reason `auth`, `network` or `timeout` when none can be had.
   */
  get(user: CredentialUser, signal: AbortSignal): Promise<Credential>;
  /** A call of `user` that was signed with `credential` was answered: the credential is good. */
  accept(credential: Credential, user: CredentialUser): void;
  /** The API refused `credential` to `user`. One that was replaced meanwhile is left alone. */
  reject(credential: Credential, user: CredentialUser): void;
}

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** The credential, with hidden methods that keep its secrets from util.inspect and JSON.stringify. */
export function withHiddenSecrets(fields: Credential): Credential {
  const shown = (): object => ({ providerName: fields.providerName });
  return Object.defineProperties(
    { ...fields },
    { toJSON: { value: shown }, [INSPECT]: { value: shown } },
  );
}

/** Whether two credentials sign alike: the same key, secret and session. */
export function isSameCredential(one: Credential, other: Credential): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.accessKeySecret === other.accessKeySecret &&
    one.securityToken === other.securityToken
  );
}

/** How long a credential may be kept. */
export type Lease =
  /** Costs nothing to find: found again before every use, so that a rotated file counts at once. */
  | { readonly kind: 'reread' }
  /** A long-lived key: looked for again after `maxAgeMs`. */
  | { readonly kind: 'key'; readonly maxAgeMs: number }
  /** Ends at `expiresAt`, in milliseconds since the epoch. */
  | { readonly kind: 'session'; readonly expiresAt: number };

/** A session is renewed this long before it ends, or in the last quarter of a short one. */
const LONGEST_MARGIN_MS = 15 * 60_000;

/** Time a call needs to reach the API: a session is not handed out so close to its end. */
const LAST_MOMENT_MS = 5_000;

/** When to look for the successor of a credential that was found at `now`. */
export function renewalTime(lease: Lease, now: number): number {
  switch (lease.kind) {
    case 'reread':
      return now;
    case 'key':
      return now + lease.maxAgeMs;
    case 'session':
      return lease.expiresAt - Math.min(LONGEST_MARGIN_MS, (lease.expiresAt - now) / 4);
  }
}

/** Whether a credential can sign a call that is sent at `now`. */
export function isUsable(lease: Lease, now: number): boolean {
  return lease.kind !== 'session' || now < lease.expiresAt - LAST_MOMENT_MS;
}

/** What a session is given that does not say when it ends: the shortest one STS hands out. */
export const SHORTEST_SESSION_MS = 15 * 60_000;

const EXPIRATION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;

/** `Expiration` of a session in milliseconds since the epoch; undefined for anything but a time in UTC. */
export function parseExpiration(text: unknown): number | undefined {
  if (typeof text !== 'string' || !EXPIRATION.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
