/** A hundred accounts in thirty regions each, in one exporter: who is polled when, and how long that takes. */

import type { CreateApi } from '../../../src/commands/wiring.ts';
import type { Transport } from '../../../src/alicloud/transport.ts';
import { sleep, type Clock } from '../../../src/model/clock.ts';
import type { ScenarioInput } from '../../../src/simulator/scenario.ts';
import { connectionRow } from '../../support/rows/connection-row.ts';
import { generatedKey } from '../../support/scenarios/generate.ts';
import { accountOf } from '../../e2e/support/files.ts';
import { directCloud } from './cloud.ts';
import { targetName } from './page.ts';
import { randomFrom } from './random.ts';
import { openRoom, START_MS, type Room } from './room.ts';
import { withLists } from './with-lists.ts';

const COUNTS = { accounts: 100, regions: 30 };
export const TARGETS = COUNTS.accounts * COUNTS.regions;

export const INTERVAL_MS = 60_000;
/** What each call takes on the way there and back. */
export const LATENCY_MS = 100;
/**
 * One call per minute and target keeps 5 places busy, up to 15 at times. An account that hangs keeps 30 more busy for half
 * of the time.
 */
const CONCURRENCY = 48;

export const ACCOUNTS: readonly string[] = names('account', COUNTS.accounts);
const REGIONS = names('region', COUNTS.regions);

function names(kind: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${String(index).padStart(2, '0')}`);
}

/** One poll of the connections of one target, in milliseconds since the start. */
export interface Poll {
  readonly target: string;
  readonly account: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly isGood: boolean;
}

/** The exporter, and what was seen of it so far. */
export interface Fleet extends Room {
  /** Finished polls of connections in the order of their ends. */
  readonly polls: readonly Poll[];
}

function scenario(): ScenarioInput {
  const region = (account: string, name: string): object => ({
    connections: [connectionRow({ name: `${account}-${name}`, mode: 'single' })],
  });
  return {
    accounts: ACCOUNTS.map((account) => ({
      name: account,
      accessKeys: [generatedKey(account)],
      regions: Object.fromEntries(REGIONS.map((name) => [name, region(account, name)])),
    })),
  };
}

function watched(create: CreateApi, clock: Clock, polls: Poll[]): CreateApi {
  return (target, onAttempt) => {
    const api = create(target, onAttempt);
    const account = target.account.name;
    const name = targetName(account, target.region);
    return withLists(api, {
      connections: (list) => async (ask, signal) => {
        const startMs = clock.now();
        let isGood = false;
        try {
          const found = await list(ask, signal);
          isGood = true;
          return found;
        } finally {
          const durationMs = clock.now() - startMs;
          polls.push({ target: name, account, startMs: startMs - START_MS, durationMs, isGood });
        }
      },
    });
  };
}

/** Opens everything; the exporter is not started. */
export async function openFleet(seed: number): Promise<Fleet> {
  const polls: Poll[] = [];
  const slow = (wire: Transport, { clock }: Pick<Room, 'clock'>): Transport => ({
    ...wire,
    post: async (...call) => {
      const [, , , signal] = call;
      await sleep(clock, LATENCY_MS, signal);
      return wire.post(...call);
    },
  });
  const room = await openRoom({
    scenario: scenario(),
    random: randomFrom(seed),
    openCloud: directCloud,
    logCapacity: 1,
    config: (url) => ({
      poll: { interval: '60s', concurrency: CONCURRENCY },
      accounts: ACCOUNTS.map((account) => accountOf(account, url, REGIONS)),
      // One call per poll is quicker, and shows the same.
      collectors: { gateways: { enabled: false } },
    }),
    transport: slow,
    api: (create, { clock }) => watched(create, clock, polls),
  });
  return { ...room, polls };
}
