/** When the rounds of a loop start. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sleep } from '../../src/model/clock.ts';
import { loop } from '../../src/polling/poller.ts';
import { FakeClock } from '../support/fake-clock.ts';

const INTERVAL_MS = 60_000;

describe('loop', () => {
  let clock: FakeClock;
  let stop: AbortController;
  let starts: number[];
  let running: number;
  let mostRunning: number;

  beforeEach(() => {
    clock = new FakeClock();
    stop = new AbortController();
    starts = [];
    running = 0;
    mostRunning = 0;
  });

  afterEach(() => {
    stop.abort();
  });

  /** Runs rounds that take the given times, and no time after these; the signal does not end a round. */
  function run(durationsMs: readonly number[] = [], delayMs = 0): Promise<void> {
    const left = [...durationsMs];
    const round = async (): Promise<void> => {
      starts.push(clock.now());
      running += 1;
      mostRunning = Math.max(mostRunning, running);
      await sleep(clock, left.shift() ?? 0, new AbortController().signal);
      running -= 1;
    };
    return loop(round, { delayMs, intervalMs: () => INTERVAL_MS }, clock, stop.signal);
  }

  it.each<[string, readonly number[], number, readonly number[]]>([
    ['rounds of no length', [], 0, [0, 60_000, 120_000, 180_000]],
    [
      'rounds of some length: from start to start',
      [7_000, 59_999],
      0,
      [0, 60_000, 120_000, 180_000],
    ],
    ['a round that takes one interval', [60_000], 0, [0, 60_000, 120_000, 180_000]],
    ['a round that takes longer: the next at once', [90_000], 0, [0, 90_000, 150_000]],
    ['a round that takes several: none is made up for', [150_000], 0, [0, 150_000]],
    ['a delay before the first', [1_000], 40_000, [40_000, 100_000, 160_000]],
  ])('starts %s', async (_name, durationsMs, delayMs, expected) => {
    void run(durationsMs, delayMs);
    await clock.advance(180_000);
    expect(starts).toEqual(expected);
    expect(mostRunning).toBe(1);
  });

  it.each([
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ])('keeps its interval when the time of day is set %s during a round', async (_way, jumpMs) => {
    void run([10_000]);
    await clock.advance(5_000);
    clock.jump(jumpMs);
    await clock.advance(2 * INTERVAL_MS);
    expect(starts.slice(1)).toEqual([jumpMs + INTERVAL_MS, jumpMs + 2 * INTERVAL_MS]);
  });

  it('ends at once while it waits, and leaves no timer', async () => {
    const done = run();
    await clock.advance(1_000);
    stop.abort();
    await done;
    expect(clock.pending).toBe(0);
    expect(starts).toEqual([0]);
  });

  it('ends after the round under way, without another', async () => {
    const done = run([10_000]);
    await clock.advance(1_000);
    stop.abort();
    await clock.advance(INTERVAL_MS);
    await done;
    expect(running).toBe(0);
    expect(starts).toEqual([0]);
  });

  it('begins no round when it is stopped at the very moment', async () => {
    const after = (_ms: number, callback: () => void): (() => void) => {
      queueMicrotask(() => {
        callback();
        stop.abort();
      });
      return () => undefined;
    };
    const round = async (): Promise<void> => {
      starts.push(0);
    };
    await loop(
      round,
      { delayMs: 0, intervalMs: () => 1 },
      { now: () => 0, monotonic: () => 0, after },
      stop.signal,
    );
    expect(starts).toEqual([]);
  });

  it('does not begin when it is stopped before', async () => {
    stop.abort();
    await run();
    expect(starts).toEqual([]);
  });
});
