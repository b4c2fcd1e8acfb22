/** Puts the values of environment variables into a configuration document. Pure. */

import type { Environment } from '../model/environment.ts';
import type { ConfigFault } from './error.ts';
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

function valueOf(env: Environment, name: string): string | undefined {
  return Object.hasOwn(env, name) ? env[name] : undefined;
}

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
      const value = valueOf(env, name);
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
