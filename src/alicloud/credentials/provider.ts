/** The shape of everything that can be asked for a credential: one attempt, no memory. */

import type { Logger } from '../../model/log.ts';
import type { Environment } from '../../model/environment.ts';
import type { Clock } from '../../model/clock.ts';
import type { Secret, SecretSource } from '../../model/secret.ts';
import type { Credential } from '../credential.ts';
import type { IdentityTransport } from './transport.ts';

/** How long a credential may be kept. */
export type Lease =
  /** Costs nothing to find: found again before every use, so that a rotated file counts at once. */
  | { readonly kind: 'reread' }
  /** A long-lived key that was found somewhere: looked for again after `maxAgeMs`. */
  | { readonly kind: 'key'; readonly maxAgeMs: number }
  /** Ends at `expiresAt`, in milliseconds since the epoch. */
  | { readonly kind: 'session'; readonly expiresAt: number };

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
  readonly readSecret: (source: SecretSource) => Promise<Secret>;
  readonly log: Logger;
  readonly env: Environment;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly transport: IdentityTransport;
  /** Aborted when nobody needs credentials any more. */
  readonly stop: AbortSignal;
}
