/** Session keys that end on the injected clock. */

import type { Clock } from '../../../src/model/clock.ts';

/** A session as identity services hand it out. */
export interface IssuedSession {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  /** Milliseconds since the epoch, in whole seconds. */
  readonly expiresAt: number;
}

/** Hands out sessions and knows them again. */
export class Issuer {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #sessions = new Map<string, IssuedSession>();
  readonly #revoked = new Set<string>();

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  /** A new session; `name` is part of its key, so that tests can tell where it came from. */
  issue(name: string, lifetimeMs: number): IssuedSession {
    const serial = `${name}-${this.#sessions.size + 1}`;
    const session = {
      accessKeyId: `STS.${serial}`,
      accessKeySecret: `secret-of-${serial}`,
      securityToken: `token-of-${serial}`,
      expiresAt: Math.floor((this.#clock.now() + lifetimeMs) / 1000) * 1000,
    };
    this.#sessions.set(session.accessKeyId, session);
    return session;
  }

  /** The session of a key, ended or not. */
  find(accessKeyId: string): IssuedSession | undefined {
    return this.#sessions.get(accessKeyId);
  }

  /** Ends a session before its time. */
  revoke(session: IssuedSession): void {
    this.#revoked.add(session.accessKeyId);
  }

  /** Whether a session has ended. */
  hasEnded(session: IssuedSession): boolean {
    return this.#revoked.has(session.accessKeyId) || this.#clock.now() >= session.expiresAt;
  }
}

/** A session in the fields of the wire. */
export function sessionFields(session: IssuedSession): Record<string, string> {
  return {
    AccessKeyId: session.accessKeyId,
    AccessKeySecret: session.accessKeySecret,
    SecurityToken: session.securityToken,
    Expiration: new Date(session.expiresAt).toISOString().replace('.000Z', 'Z'),
  };
}
