/** Where credentials come from: what each kind of them gives, and one place where the default chain looks. */

import { type Credential, type Lease, withHiddenSecrets } from '../credential.ts';
import type { IdentityTransport } from './transport.ts';
import type { Clock } from '../../model/clock.ts';
import type { Environment } from '../../model/environment.ts';
import type { Logger } from '../../model/log.ts';
import type { Secret, SecretSource } from '../../model/secret.ts';

/** A credential with its lease. */
export interface Resolved {
  readonly credential: Credential;
  readonly lease: Lease;
}

/** One attempt to find a credential. */
export interface CredentialAttempt {
  /** Aborted when the attempt has taken too long; its result is dropped then. */
  readonly signal: AbortSignal;
  /** Says which step begins, so that an attempt that hangs can be described. */
  at(step: string): void;
}

/** A way to a credential. It remembers nothing: every attempt starts from scratch. */
export interface Provider {
  /** As in the configuration: `ram_role_arn`. */
  readonly type: string;
  /** Rejects with an ApiError. */
  resolve(attempt: CredentialAttempt): Promise<Resolved>;
}

/** What providers work with. */
export interface Tools {
  readonly clock: Clock;
  /** The present value of a secret; a file is read again when it has changed. */
  readonly readSecret: (source: SecretSource) => Promise<Secret>;
  readonly log: Logger;
  /** The environment of the process, where the default chain looks. */
  readonly env: Environment;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** How identity services are reached. */
  readonly transport: IdentityTransport;
  /** Ends what is under way, for a prompt end of the process; callers give up by their own signals. */
  readonly stop: AbortSignal;
}

/** No credentials are set up at a place; `absent` tells people why. */
export interface Absent {
  readonly absent: string;
}

/** One place where credentials may be set up. */
export interface ChainEntry {
  /** The library's name of its provider, as in x-acs-credentials-provider. */
  readonly name: string;
  /** Whether anything answers at this place is known only when it is asked: an attempt that fails counts as absent. */
  readonly isGuess?: true;
  find(tools: Tools): Promise<Provider | Absent>;
}

/** Whether a place has nothing. */
export function isAbsent(found: object): found is Absent {
  return 'absent' in found;
}

/** Keys that were found in a file or the environment are looked for again after this time. */
const KEY_MAX_AGE_MS = 10 * 60_000;

/** A key that was found as plain text; absent when a part of it is missing, which is told by its name there. */
export function foundKey(
  accessKeyId: string | undefined,
  accessKeySecret: string | undefined,
  securityToken: string | undefined,
  [idName, secretName]: readonly [string, string] = ['access_key_id', 'access_key_secret'],
): Provider | Absent {
  if (accessKeyId === undefined) return { absent: `${idName} not set` };
  if (accessKeySecret === undefined) return { absent: `${secretName} not set` };
  const credential = withHiddenSecrets({
    accessKeyId,
    accessKeySecret,
    securityToken,
    providerName: securityToken === undefined ? 'static_ak' : 'static_sts',
  });
  return {
    type: 'default',
    resolve: () =>
      Promise.resolve({ credential, lease: { kind: 'key', maxAgeMs: KEY_MAX_AGE_MS } }),
  };
}
