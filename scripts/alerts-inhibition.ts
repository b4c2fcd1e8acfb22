/** Reads from config/alertmanager.yml which alerts silence which. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The example configuration of Alertmanager. */
export const ALERTMANAGER_FILE = fileURLToPath(
  new URL('../config/alertmanager.yml', import.meta.url),
);

/** One entry of inhibit_rules, its keys as in the file. */
interface InhibitRule {
  readonly source_matchers: readonly string[];
  readonly target_matchers: readonly string[];
  readonly equal?: readonly string[];
}

/** Among alerts that agree on the labels `equal`, each of `sources` silences each of `targets`. */
export interface Inhibition {
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly equal: readonly string[];
}

/** Whether a matcher (`alertname="..."` or `alertname=~"..."`) lets an alert of this name through. */
function admits(matcher: string, name: string): boolean {
  const [, label, operator, value = ''] = /^(\w+)(=~|=)"(.*)"$/.exec(matcher) ?? [];
  if (label === undefined) throw new Error(`cannot read the matcher ${matcher}`);
  if (label !== 'alertname') return true;
  return operator === '=' ? name === value : new RegExp(`^(?:${value})$`).test(name);
}

function matching(matchers: readonly string[], names: readonly string[]): readonly string[] {
  return names.filter((name) => matchers.every((matcher) => admits(matcher, name)));
}

/** The inhibition rules, with the alerts of these names that they are about. */
export function readInhibitions(names: readonly string[]): readonly Inhibition[] {
  const document = parse(readFileSync(ALERTMANAGER_FILE, 'utf8')) as {
    readonly inhibit_rules: readonly InhibitRule[];
  };
  return document.inhibit_rules.map(({ source_matchers, target_matchers, equal = [] }) => ({
    sources: matching(source_matchers, names),
    targets: matching(target_matchers, names),
    equal,
  }));
}

/** The alerts that silence the one of this name, in the order of the file, each once. */
export function silencers(inhibitions: readonly Inhibition[], name: string): readonly string[] {
  const found = inhibitions.filter(({ targets }) => targets.includes(name));
  return [...new Set(found.flatMap(({ sources }) => sources))];
}
