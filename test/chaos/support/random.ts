/** Randomness that a seed repeats. */

/** Uniform in [0, 1). */
export type Random = () => number;

/** A seed for tests that want another one each time; `name` of the environment fixes it. */
export function seedFrom(name: string): number {
  const wanted = process.env[name];
  return wanted === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(wanted);
}

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of a list that is not empty. */
export function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[Math.floor(random() * items.length)]!;
}

/** Uniform in [least, most). */
export function between(least: number, most: number, random: Random): number {
  return least + random() * (most - least);
}
