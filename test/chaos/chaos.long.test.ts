/** Thousands of polls through random faults: nobody is blind for longer than the fault lasts, and nothing shown is a lie. */

import { describe, expect, it } from '@jest/globals';
import { presetNames } from '../../src/simulator/faults/faults.ts';
import { seedFrom } from './support/random.ts';
import { runStorm } from './support/storm-process.ts';
import { CONCURRENCY, SETTINGS, type Seen } from './support/storm.ts';

const POLLS = Number(process.env['CHAOS_POLLS'] ?? 10_000);
/** So many polls meet every fault there is. */
const POLLS_OF_ALL_FAULTS = 5_000;
/** A minute and a half where nothing else runs. */
const TIMEOUT_MS = 1_800_000;
/** Each call in flight has a connection with two ends. */
const MOST_SOCKETS = 2 * CONCURRENCY;
/** A short storm still meets things for the first time in its last quarter. */
const HEAP_SLACK_MB = POLLS < POLLS_OF_ALL_FAULTS ? 8 : 3;

function report(wire: string, seed: number, startMs: number, seen: Seen): string {
  const { tally, before, after } = seen;
  const faults = Object.values(tally.faults);
  const hits = faults.reduce((sum, count) => sum + count, 0);
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const figures = [
    `${tally.polls} polls by ${wire} in ${seconds(Date.now() - startMs)} (${seen.hours.toFixed(1)} h on the clock)`,
    `${tally.calls} calls, ${hits} faults of ${faults.length} kinds, ${tally.failedPolls} failed listings`,
    `${seen.pages} pages, ${seen.expiries} expiries, ${seen.changes} changes, ${seen.sessions} sessions`,
    `longest unpolled ${seconds(tally.longestUnpolledMs)}, longest poll without a fault ${seconds(tally.longestUnhitMs)}`,
    `heap ${before.heap.toFixed(1)} -> ${after.heap.toFixed(1)} MiB, RSS ${before.rss.toFixed(0)} -> ${after.rss.toFixed(0)} MiB`,
    `${seen.sockets} ends of sockets`,
    `CHAOS_SEED=${seed}`,
  ];
  return `chaos: ${figures.join('; ')}\n`;
}

const seed = seedFrom('CHAOS_SEED');

describe('the exporter in a storm', () => {
  it.each([
    { wire: 'function', polls: POLLS, seed },
    { wire: 'sockets', polls: POLLS / 10, seed },
  ] as const)(
    'polls $polls times by $wire and tells nothing but the truth (CHAOS_SEED=$seed)',
    async ({ wire, polls }) => {
      const startMs = Date.now();
      const seen = await runStorm({ polls, wire, seed, samples: 20 }, TIMEOUT_MS - 1_000);
      const { tally, before, after } = seen;
      // It ends at once, without the later samples of memory.
      expect(tally.wrong).toEqual([]);
      process.stdout.write(report(wire, seed, startMs, seen));
      expect(tally.polls).toBeGreaterThanOrEqual(polls);
      expect(tally.longestUnpolledMs).toBeLessThanOrEqual(SETTINGS.intervalMs);
      expect(after.heap).toBeLessThan(before.heap + HEAP_SLACK_MB);
      expect(seen.sockets).toBeLessThanOrEqual(MOST_SOCKETS);
      expect(seen.left).toEqual({ timers: 0, calls: 0, sockets: 0 });
      if (polls < POLLS_OF_ALL_FAULTS) return;
      expect(Object.keys(tally.faults).toSorted()).toEqual(presetNames.toSorted());
      expect(seen.expiries).toBeGreaterThan(20);
    },
    TIMEOUT_MS,
  );

  it(
    'is the same storm for the same seed',
    async () => {
      const once = async (): Promise<object> => {
        const run = { polls: 600, wire: 'function', seed, samples: 4 } as const;
        const {
          before: _,
          after: __,
          sockets: ___,
          ...seen
        } = await runStorm(run, TIMEOUT_MS / 2 - 1_000);
        return seen;
      };
      expect(await once()).toEqual(await once());
    },
    TIMEOUT_MS,
  );
});
