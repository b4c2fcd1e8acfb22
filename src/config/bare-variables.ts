/** Warns of `$NAME`, which other programs replace and this one takes as it is. Pure. */

import { withLines } from './lines.ts';
import { formatPath, mapTexts } from './path.ts';

const BARE = /^\$[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * One line for each text of a file that is nothing but a variable without braces. It may be a secret all the same, so that
 * it is not shown.
 */
export function bareVariableWarnings(
  document: unknown,
  file: string,
  text: string,
): readonly string[] {
  const places: { path: string; expected: string; found: string }[] = [];
  mapTexts(document, (value, path) => {
    if (BARE.test(value)) places.push({ path: formatPath(path), expected: '', found: '' });
    return value;
  });
  if (places.length === 0) return [];
  return withLines(places, file, text).map(
    ({ path }) =>
      `${path}: a $ and a name without braces stand for themselves: write \${NAME} for an environment variable.`,
  );
}
