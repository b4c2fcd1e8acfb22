/** Guesses which known name a misspelt one stands for. */

/** Restricted Damerau-Levenshtein distance: insertions, deletions, replacements and swaps of neighbours. */
function distance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const cost = Math.min(
        (last[column] ?? 0) + 1,
        (line[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + Number(!same),
      );
      line.push(swapped ? Math.min(cost, (beforeLast[column - 2] ?? Infinity) + 1) : cost);
    }
    beforeLast = last;
    last = line;
  }
  return last[b.length] ?? 0;
}

/** Whether one name is the other with its beginning or its end left out: `config` for `config.file`. */
function isPartOf(name: string, candidate: string): boolean {
  return name.length >= 3 && (candidate.startsWith(name) || candidate.endsWith(name));
}

/** A name that is longer is no misspelt one. */
const MAX_LENGTH = 64;

/** The candidate that `name` most likely stands for, if any comes near enough to be worth a suggestion. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  if (name.length > MAX_LENGTH) return undefined;
  const worst = Math.max(1, Math.floor(name.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distance(name, candidate) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  if (best !== undefined && best.distance <= worst) return best.candidate;
  return ranked.find(({ candidate }) => isPartOf(name, candidate))?.candidate;
}
