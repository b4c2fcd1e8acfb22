/** Environment variables in a configuration document. Pure. */

import type { Environment } from '../model/environment.ts';
import type { ConfigFault } from './error.ts';
import { lineFinder } from './lines.ts';
import { formatPath, mapTexts } from './path.ts';
import { shorten } from './text.ts';

/** A document with its variables expanded. */
export interface Expansion {
  readonly document: unknown;
  /** Paths of the texts that now hold the value of a variable: never to be shown. */
  readonly hidden: ReadonlySet<string>;
  /** A variable that is not set, and `${` that begins no reference. */
  readonly faults: readonly ConfigFault[];
}

/** `$$`, a reference, or a `${` that is none. */
const REFERENCE = /\$\$|\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}|\$\{/g;

/** Expands `${NAME}` in every text of a document; `$$` stands for one `$`. Keys are left alone. */
export function expandVariables(document: unknown, env: Environment): Expansion {
  const hidden = new Set<string>();
  const faults: ConfigFault[] = [];
  const expandText = (text: string, at: string): string =>
    text.replace(REFERENCE, (match, name: string | undefined) => {
      if (match === '$$') return '$';
      hidden.add(at);
      if (name === undefined) {
        const expected = '${NAME} with the name of an environment variable ($$ for a plain $)';
        faults.push({ path: at, expected, found: '${ without a name and }' });
        return match;
      }
      const value = Object.hasOwn(env, name) ? env[name] : undefined;
      // A variable that was made from a file often ends as the file does.
      if (value !== undefined) return value.replace(/[\r\n]+$/, '');
      faults.push({
        path: at,
        expected: `the environment variable ${shorten(name)} to be set`,
        found: 'it unset',
      });
      return match;
    });
  const expanded = mapTexts(document, (text, path) => expandText(text, formatPath(path)));
  return { document: expanded, hidden, faults };
}

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
  const paths: string[] = [];
  mapTexts(document, (value, path) => {
    if (BARE.test(value)) paths.push(formatPath(path));
    return value;
  });
  if (paths.length === 0) return [];
  const lineOf = lineFinder(text);
  return paths.map(
    (path) =>
      `${file}:${lineOf(path)}: ${path}: a $ and a name without braces stand for themselves: write \${NAME} for an environment variable.`,
  );
}
