/** Credentials that an accidental log line or JSON document cannot show. */

import type { Credential } from '../credential.ts';

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
