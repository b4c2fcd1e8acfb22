/** How much faster than in production the lab runs. */

import { availableParallelism, loadavg } from 'node:os';
import { env } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { milliseconds } from './durations.ts';

/** Load average for each core above which a machine is busy. */
const BUSY = 2.5;

const { INCIDENTS_FACTOR: wanted } = env;
const isBusy = (loadavg()[0] ?? 0) / availableParallelism() > BUSY;

/**
 * Every duration is divided by this. An hour is six minutes, a poll 2 s, a scrape and an evaluation 1.5 s; two cores are
 * busy with that, mostly with evaluating rules. A machine that is busy already misses scrapes at that pace, which are
 * incidents of their own: it takes its time.
 */
export const FACTOR = wanted === undefined ? (isBusy ? 6 : 10) : Number(wanted);

/** A duration of production in milliseconds of the lab. */
export function inLab(duration: string): number {
  return milliseconds(duration) / FACTOR;
}

/** Waits as long as this takes in the lab. */
export async function pause(duration: string, signal?: AbortSignal): Promise<void> {
  await delay(inLab(duration), undefined, signal && { signal });
}
