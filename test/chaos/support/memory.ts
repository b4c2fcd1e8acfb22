/** How much memory is in use when nothing is left to collect. */

/** Memory in mebibytes. */
export interface Memory {
  readonly heap: number;
  readonly rss: number;
}

/** Collects what is not needed, and measures the rest. The process has to run with --expose-gc. */
export function memory(): Memory {
  if (globalThis.gc === undefined) throw new Error('--expose-gc is missing');
  globalThis.gc();
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
