/** How well something is, in one word, and which word is worse. */

/**
 * Worst first.
 *
 * - `down`: no tunnel has phase 2 established.
 * - `unknown`: the API says nothing that tells.
 * - `stale`: last seen too long ago to say how it is now.
 * - `degraded`: traffic can pass, but something is wrong: redundancy, BGP, the health check, a lock.
 * - `inactive`: carries no traffic on purpose (`State` is init or deleted).
 * - `up`: nothing is wrong.
 */
export const LEVELS = ['down', 'unknown', 'stale', 'degraded', 'inactive', 'up'] as const;
export type Level = (typeof LEVELS)[number];

/** The place of a level among all, the worst being 0. */
export function rankOf(level: Level): number {
  return LEVELS.indexOf(level);
}

/** Whether somebody ought to look. */
export function isWrong(level: Level): boolean {
  return level !== 'up' && level !== 'inactive';
}

/** How many there are of each level. */
export function countLevels(
  views: readonly { readonly level: Level }[],
): Readonly<Record<Level, number>> {
  const counts = { down: 0, unknown: 0, stale: 0, degraded: 0, inactive: 0, up: 0 };
  for (const { level } of views) counts[level] += 1;
  return counts;
}

/** Compares by one key after the other: text by code units, the same on every machine. */
export function compareBy<Item>(
  ...keys: readonly ((item: Item) => string | number)[]
): (left: Item, right: Item) => number {
  return (left, right) => {
    for (const key of keys) {
      const [a, b] = [key(left), key(right)];
      if (a !== b) return a < b ? -1 : 1;
    }
    return 0;
  };
}
