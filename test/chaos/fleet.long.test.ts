/** Three thousand targets in one exporter: they are not polled in bursts, and nobody waits because of somebody else. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PresetName } from '../../src/simulator/faults/faults.ts';
import {
  ACCOUNTS,
  INTERVAL_MS,
  LATENCY_MS,
  openFleet,
  TARGETS,
  type Fleet,
  type Poll,
} from './support/fleet.ts';
import { linesByTarget, linesOf, valuesBy } from './support/page.ts';
import { seedFrom } from './support/random.ts';

const seed = seedFrom('CHAOS_SEED');

/** Accounts in trouble, at the same time. */
const TROUBLE: ReadonlyMap<string, PresetName> = new Map([
  ['account-07', 'hang'],
  ['account-23', 'throttled'],
  ['account-42', 'access_key_inactive'],
]);

/** A tenth of all targets. */
const SILENT = new Set(ACCOUNTS.slice(50, 60));

/** Generous: a busy machine takes some minutes. */
const TIMEOUT_MS = 900_000;

describe(`${TARGETS} targets (CHAOS_SEED=${seed})`, () => {
  let fleet: Fleet;

  beforeAll(async () => {
    fleet = await openFleet(seed);
    fleet.exporter.start();
  });

  afterAll(() => fleet.close());

  /** The polls that end within some time. */
  const pollsWithin = async (ms: number): Promise<readonly Poll[]> => {
    const before = fleet.polls.length;
    await fleet.clock.advance(ms);
    return fleet.polls.slice(before);
  };

  const befall = (accounts: Iterable<string>, effect: PresetName): void => {
    for (const account of accounts) fleet.simulator.faults.add({ effect, match: { account } });
  };

  it(
    'are polled for the first time spread over one interval, each once',
    async () => {
      const polls = await pollsWithin(INTERVAL_MS + LATENCY_MS);
      const first = polls.filter(({ startMs }) => startMs < INTERVAL_MS);
      expect(new Set(first.map(({ target }) => target)).size).toBe(TARGETS);
      expect(first).toHaveLength(TARGETS);
      expect(fleet.exporter.isReady).toBe(true);
      const perSecond = Array.from(
        { length: INTERVAL_MS / 1000 },
        (_, second) => first.filter(({ startMs }) => Math.floor(startMs / 1000) === second).length,
      );
      const mean = TARGETS / perSecond.length;
      expect(Math.max(...perSecond)).toBeLessThan(2 * mean);
      expect(Math.min(...perSecond)).toBeGreaterThan(mean / 4);
    },
    TIMEOUT_MS,
  );

  it(
    'of other accounts are polled as ever while one hangs, one is throttled and one refused',
    async () => {
      for (const [account, effect] of TROUBLE) befall([account], effect);
      const polls = await pollsWithin(2 * INTERVAL_MS);
      const others = polls.filter(({ account }) => !TROUBLE.has(account));
      expect(others).toHaveLength(2 * (TARGETS - TROUBLE.size * (TARGETS / ACCOUNTS.length)));
      expect(others.filter(({ isGood }) => !isGood)).toEqual([]);
      expect(others.filter(({ durationMs }) => Math.round(durationMs) > LATENCY_MS)).toEqual([]);

      const wrong = [...linesByTarget(await fleet.page())].filter(([name, { target }]) => {
        const isTroubled = TROUBLE.has(name.slice(0, name.indexOf('/')));
        const up = valuesBy(linesOf(...target), 'alicloud_vpn_target_up', 'collector');
        return up['connections'] !== Number(!isTroubled);
      });
      expect(wrong).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'are not delayed for longer than two intervals when a tenth of all falls silent at once',
    async () => {
      befall(SILENT, 'hang');
      await fleet.clock.advance(2 * INTERVAL_MS);
      const polls = await pollsWithin(INTERVAL_MS);
      const others = polls.filter(({ account }) => !SILENT.has(account) && !TROUBLE.has(account));
      expect(new Set(others.map(({ target }) => target)).size).toBe(
        TARGETS - (SILENT.size + TROUBLE.size) * (TARGETS / ACCOUNTS.length),
      );
      expect(others.filter(({ isGood }) => !isGood)).toEqual([]);
      expect(others.filter(({ durationMs }) => Math.round(durationMs) > LATENCY_MS)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
