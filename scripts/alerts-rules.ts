/** Reads config/rules/alicloud-vpn.rules.yml as plain values: what documents and tests say about the alerts. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The one source of the alert rules. */
export const RULES_FILE = fileURLToPath(
  new URL('../config/rules/alicloud-vpn.rules.yml', import.meta.url),
);

/** From the least to the most urgent. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const;

/** One alert rule, its keys as in the file. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly keep_firing_for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** A group of rules, in the order of the file. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly AlertRule[];
}

/** All groups of the file. */
export function readGroups(): readonly RuleGroup[] {
  const document = parse(readFileSync(RULES_FILE, 'utf8')) as {
    readonly groups: readonly RuleGroup[];
  };
  return document.groups;
}
