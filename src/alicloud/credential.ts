/** What a call is signed with, where it comes from, and how its secrets are kept from whatever might show them. */

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
