/** What a bcrypt hash looks like. */

/** The highest cost taken: past it a login takes longer than a scrape may last, since bcrypt runs in JavaScript here. */
export const MAX_BCRYPT_COST = 16;

const MIN_BCRYPT_COST = 4;
const HASH = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

/** The cost of a bcrypt hash; undefined for text that is none, and for a cost out of range. */
export function bcryptCost(hash: string): number | undefined {
  const cost = Number(HASH.exec(hash)?.[1] ?? Number.NaN);
  return cost >= MIN_BCRYPT_COST && cost <= MAX_BCRYPT_COST ? cost : undefined;
}
