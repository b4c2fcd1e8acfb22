/** Text from outside: made fit for one line of a message, and what a misspelt name stands for. */

const MAX_SHOWN = 80;

/** The text, or the beginning of one that is too long for a message. */
export function shorten(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** The text in quotes, on one line, not too long, without characters that a terminal obeys. */
export function quote(text: string): string {
  return JSON.stringify(shorten(text)).replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Whether a text has characters that no name needs: control characters, and those that turn the reading direction. */
export function hasControl(text: string): boolean {
  return /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(text);
}

/** The longest name of all sorts of characters that is taken for a name. */
const MAX_MIXED = 12;

/**
 * Whether what stands where a name should looks like a part of a key, a hash or a token: long, with upper and lower case letters
 * and digits. A lost quote or a stray comma makes a key of a secret.
 */
export function looksSecret(name: string): boolean {
  return name.length > MAX_MIXED && [/[a-z]/, /[A-Z]/, /\d/].every((sort) => sort.test(name));
}

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
