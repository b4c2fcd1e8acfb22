/** How long to wait after repeated failures. */

const SHORTEST_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * The wait after the nth failure in a row, n from 1: doubles from 2 s to 60 s, of which jitter takes up to a half.
 * Always between 1 s and 60 s. @param random uniform in [0, 1)
 */
export function backoffMs(failures: number, random: () => number): number {
  const step = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** failures);
  return step * (0.5 + random() / 2);
}
