/** The place where single faults are shown: three targets of two accounts, one of which is hit. */

import { loadLibrary } from '../../../src/alicloud/credentials/library.ts';
import { startIdentityServer, type IdentityServer } from '../../support/identity/server.ts';
import type { Transport } from '../../../src/alicloud/transport.ts';
import type { ScenarioInput } from '../../../src/simulator/scenario.ts';
import { connectionId } from '../../support/rows/connection-row.ts';
import { generatedKey, generateScenario } from '../../support/scenarios/generate.ts';
import { accountOf } from '../../e2e/support/files.ts';
import { openRoom, START_MS, type Room } from './room.ts';

/** Whom the faults hit, and what is hit of it. */
export const HIT = { account: 'hit', region: 'cn-hangzhou' } as const;
export const HIT_ACTION = 'DescribeVpnConnections';

/** Two pages: 30 single-tunnel connections, then dual-tunnel ones from the first page into the second. */
export const CONNECTIONS = 55;
export const PAGES = 2;
/** VpnConnectionId of the first row of the first page. */
export const FIRST_ID = connectionId('hit-cn-hangzhou-00000');

export const INTERVAL_MS = 60_000;
export const STALE_AFTER_MS = 150_000;

const SESSION = {
  id: 'simulated-session',
  secret: 'simulated-session-secret',
  securityToken: 'simulated-session-token',
};

/** A place to put faults, and everything else that can go wrong there. */
export interface FaultRoom extends Room {
  /** Where calls of the hit account go instead of the simulator; undefined: to the simulator. */
  detour: string | undefined;
  /** How far the machine's clock is off, in milliseconds. */
  skewMs: number;
  /** Hands out the sessions of accounts that ask for them. */
  readonly identity: IdentityServer;
  /** Sets when the session of the hit account ends; undefined: never. */
  readonly endSession: (atMs: number | undefined) => void;
}

/** How the hit account signs. */
export type SignedBy = 'access_key' | 'session' | 'credentials_uri';

function scenario(): ScenarioInput {
  const { account, region } = HIT;
  return generateScenario({
    accounts: {
      [account]: {
        [region]: { single: 30, dual: CONNECTIONS - 30, gateways: 1 },
        'eu-central-1': { single: 1, dual: 1, gateways: 1 },
      },
      other: { [region]: { single: 1, dual: 1, gateways: 1 } },
    },
  });
}

function credentialsOf(signedBy: SignedBy, uri: string): object {
  const { id, secret } = generatedKey(HIT.account);
  const [access_key_id, access_key_secret] = [SESSION.id, SESSION.secret];
  const security_token = SESSION.securityToken;
  switch (signedBy) {
    case 'access_key':
      return { type: 'access_key', access_key_id: id, access_key_secret: secret };
    case 'session':
      return { type: 'sts', access_key_id, access_key_secret, security_token };
    case 'credentials_uri':
      return { type: 'credentials_uri', uri };
  }
}

/** Too short for a session to be kept from one poll to the next. */
const SESSION_MS = INTERVAL_MS * 0.75;

function issue(nowMs: number): string {
  return JSON.stringify({
    AccessKeyId: SESSION.id,
    AccessKeySecret: SESSION.secret,
    SecurityToken: SESSION.securityToken,
    Expiration: new Date(nowMs + SESSION_MS).toISOString(),
  });
}

/** Opens the room and starts the exporter; nothing has been polled yet. */
export async function openFaultRoom(signedBy: SignedBy): Promise<FaultRoom> {
  // Loading takes time that no clock jumps over.
  if (signedBy === 'credentials_uri') await loadLibrary();
  let now = (): number => START_MS;
  const identity = await startIdentityServer(() => ({ status: 200, body: issue(now()) }));
  const state = { detour: undefined as string | undefined, skewMs: 0 };
  const detoured = (real: Transport): Transport => ({
    ...real,
    post: (endpoint, path, headers, ...rest) => {
      const isHit = headers['authorization']?.includes(`=${generatedKey('other').id},`) === false;
      const host = isHit ? (state.detour ?? endpoint.host) : endpoint.host;
      return real.post({ ...endpoint, host }, path, headers, ...rest);
    },
  });
  const room = await openRoom({
    scenario: scenario(),
    config: (url) => ({
      poll: { interval: '60s', stale_after: `${STALE_AFTER_MS / 1000}s` },
      accounts: [
        {
          ...accountOf(HIT.account, url, [HIT.region, 'eu-central-1']),
          credentials: credentialsOf(signedBy, identity.origin),
          expected_connections: [FIRST_ID],
        },
        accountOf('other', url, [HIT.region]),
      ],
      labels: { tags: ['env'] },
    }),
    skewMs: () => state.skewMs,
    identity,
    transport: detoured,
  });
  now = () => room.clock.now();
  const endSession = (atMs: number | undefined): void => {
    const end = atMs === undefined ? {} : { expiresAtMs: atMs };
    room.simulator.addKey(HIT.account, { ...SESSION, ...end });
  };
  endSession(undefined);
  room.exporter.start();
  return Object.assign(state, room, {
    identity,
    endSession,
    close: async () => {
      await room.close();
      await identity.close();
    },
  });
}
