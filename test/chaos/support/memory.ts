/** How much memory is in use when nothing is left to collect. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Memory in mebibytes. */
export interface Memory {
  readonly heap: number;
  readonly rss: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Collects what is not needed, and measures the rest. */
export function memory(): Memory {
  collectGarbage();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / 2 ** 20, rss: rss / 2 ** 20 };
}

/** The mean of measurements, of which one alone depends on where the collector was interrupted. */
export function meanOf(samples: readonly Memory[]): Memory {
  const mean = (pick: (sample: Memory) => number): number =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  return { heap: mean(({ heap }) => heap), rss: mean(({ rss }) => rss) };
}

/** TCP connections of this process, either end of them. */
export function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
}
