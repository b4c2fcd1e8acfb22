/** Reads config/rules/alicloud-vpn.rules.yml as plain values: what documents and tests say about the alerts. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/** The one source of the alert rules. */
export const RULES_FILE = fileURLToPath(
  new URL('../config/rules/alicloud-vpn.rules.yml', import.meta.url),
);

/** From the least to the most urgent. */
export const SEVERITIES = ['none', 'info', 'warning', 'critical'] as const;

/** One alert rule, its keys as in the file. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** One recording rule, its keys as in the file. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface Group<Rule> {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** A group of alerts, in the order of the file. */
export type RuleGroup = Group<AlertRule>;

const { groups } = parse(readFileSync(RULES_FILE, 'utf8')) as {
  readonly groups: readonly Group<AlertRule | RecordingRule>[];
};

function isAlert(rule: AlertRule | RecordingRule): rule is AlertRule {
  return 'alert' in rule;
}

/** All groups that have alerts, with these alone. */
export function readGroups(): readonly RuleGroup[] {
  return groups
    .map(({ name, rules }) => ({ name, rules: rules.filter(isAlert) }))
    .filter(({ rules }) => rules.length > 0);
}

/** The names of all groups, in the order of the file. */
export function readGroupNames(): readonly string[] {
  return groups.map(({ name }) => name);
}

/** All recording rules. */
export function readRecordings(): readonly RecordingRule[] {
  return groups.flatMap(({ rules }) =>
    rules.filter((rule): rule is RecordingRule => !isAlert(rule)),
  );
}

/** Seconds after which a problem is worth a page, by its name: what is added to its beginning in `broken`. */
function agesOfProblems(): ReadonlyMap<string, number> {
  const broken = readRecordings().find(({ record }) => record === 'alicloud_vpn:connection:broken');
  const ages = [...(broken?.expr ?? '').matchAll(/problem=~"([^"]+)"\} \+ (\d+)/g)];
  return new Map(
    ages.flatMap(([, problems = '', seconds]) =>
      problems.split('|').map((problem) => [problem, Number(seconds)] as const),
    ),
  );
}

/** Seconds that a condition lasts before an alert on connections fires, where the rule reads them from its age. */
export function ageOf({ expr }: AlertRule): number | undefined {
  const [, problem] = /^alicloud_vpn:problem:page\{problem="(\w+)"\}\s/.exec(expr) ?? [];
  if (problem !== undefined) return agesOfProblems().get(problem);
  return expr.includes('alicloud_vpn:scope:page') ? agesOfProblems().get('down') : undefined;
}

/** How long the condition lasts before the alert fires: `for`, or the age that the expression asks for. */
export function waitOf(rule: AlertRule): string {
  const seconds = ageOf(rule);
  return seconds === undefined ? (rule.for ?? '0s') : `${seconds / 60}m`;
}
