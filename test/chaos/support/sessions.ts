/** A service that hands out sessions for the credentials of an account, when it is in the mood to. */

import {
  startIdentityServer,
  type Behaviour,
  type IdentityServer,
} from '../../support/identity/server.ts';
import { pick, type Random } from './random.ts';

const ANSWER: Behaviour = { kind: 'answer' };

const MOODS: readonly Behaviour[] = [
  ANSWER,
  ANSWER,
  ANSWER,
  { kind: 'hang' },
  { kind: 'stall' },
  { kind: 'reset' },
  { kind: 'reply', reply: { status: 500, body: '<html>', type: 'text/html' } },
  { kind: 'reply', reply: { status: 403, body: '{}' } },
  { kind: 'reply', reply: { status: 200, body: 'null' } },
];

/** A new session: what its access key is called. The secret and the token are made of that. */
export interface Issued {
  readonly id: string;
  readonly secret: string;
  readonly securityToken: string;
}

/** The running service. */
export interface Sessions {
  readonly server: IdentityServer;
  /** Decides what a session is worth. @param next gives a key to the cloud, and tells when its session ends */
  onIssue(next: (issued: Issued) => number): void;
  /** Sessions so far. */
  issued(): number;
  /** Falls into another mood, good or bad. */
  change(nowMs: number): void;
  /** The cloud refused a session. */
  refused(nowMs: number): void;
  /** When sessions were last hard to get or refused; -Infinity: never. */
  badMs(nowMs: number): number;
}

/** Starts the service. */
export async function startSessions(random: Random): Promise<Sessions> {
  let handOut = (_issued: Issued): number => 0;
  let [issued, mood, badMs] = [0, ANSWER, -Infinity];
  const server = await startIdentityServer(() => {
    issued += 1;
    const id = `session-${issued}`;
    const session = { id, secret: `secret of ${id}`, securityToken: `token of ${id}` };
    const body = JSON.stringify({
      AccessKeyId: session.id,
      AccessKeySecret: session.secret,
      SecurityToken: session.securityToken,
      Expiration: new Date(handOut(session)).toISOString(),
    });
    return { status: 200, body };
  });
  const seen = (nowMs: number): number => {
    if (mood !== ANSWER) badMs = nowMs;
    return badMs;
  };
  return {
    server,
    onIssue: (next) => {
      handOut = next;
    },
    issued: () => issued,
    change: (nowMs) => {
      seen(nowMs);
      mood = pick(MOODS, random);
      server.behave(mood);
    },
    refused: (nowMs) => {
      badMs = nowMs;
    },
    badMs: seen,
  };
}
