/** The rules of config/rules with what somebody wants otherwise: what templates/_rules.tpl of the chart does. */

import { basename } from 'node:path';
import type { AlertRule, RecordingRule } from '../alerts-rules.ts';
import { PLACES, type Options } from './options.ts';

type Rule = AlertRule | RecordingRule;

/** A file of rules. */
export interface RuleFile {
  readonly groups: readonly {
    readonly name: string;
    readonly interval?: string;
    readonly rules: readonly Rule[];
  }[];
}

function expressionOf(expr: string, { thresholds }: Options): string {
  let text = expr;
  for (const [name, { is, in: places }] of Object.entries(PLACES)) {
    const value = thresholds[name] ?? is;
    for (const place of places) {
      text = text.replaceAll(place.replace('@', `${is}`), place.replace('@', `${value}`));
    }
  }
  return text;
}

function base(url: string): string {
  return url.replace(/\/$/, '');
}

function annotationsOf(rule: AlertRule, options: Options): AlertRule['annotations'] {
  const own = options.alerts[rule.alert] ?? {};
  const console = own.consoleUrl ?? options.consoleUrl;
  const runbooks = own.runbookUrl ?? options.runbookUrl;
  const {
    dashboard_url: dashboard,
    status_url: status,
    runbook_url: runbook = '',
  } = rule.annotations;
  return {
    ...rule.annotations,
    ...(runbooks !== '' && { runbook_url: `${base(runbooks)}/${basename(runbook)}` }),
    ...(options.dashboardUrl !== '' &&
      dashboard !== undefined && { dashboard_url: `${base(options.dashboardUrl)}${dashboard}` }),
    ...(options.statusUrl !== '' &&
      status !== undefined && { status_url: `${base(options.statusUrl)}${status}` }),
    ...(console !== '' && { console_url: console }),
    ...options.alertAnnotations,
    ...own.annotations,
  };
}

function changed(rule: Rule, options: Options): Rule {
  const expr = expressionOf(rule.expr, options);
  if (!('alert' in rule)) return { ...rule, expr };
  const own = options.alerts[rule.alert] ?? {};
  return {
    ...rule,
    expr,
    ...(own.for !== undefined && { for: own.for }),
    labels: {
      ...rule.labels,
      ...options.alertLabels,
      ...own.labels,
      ...(own.severity !== undefined && { severity: own.severity }),
    },
    annotations: annotationsOf(rule, options),
  };
}

/** The file as wanted. @throws Error that names alerts that do not exist. */
export function generateRules(source: RuleFile, options: Options): RuleFile {
  const names = new Set(
    source.groups.flatMap(({ rules }) =>
      rules.flatMap((rule) => ('alert' in rule ? rule.alert : [])),
    ),
  );
  const named = [...options.disabledAlerts, ...Object.keys(options.alerts)];
  const unknown = named.filter((name) => !names.has(name));
  if (unknown.length > 0)
    throw new Error(unknown.map((name) => `there is no alert ${name}`).join('\n'));
  const isKept = (rule: Rule): boolean =>
    !('alert' in rule && options.disabledAlerts.includes(rule.alert));
  const groups = source.groups
    .map((group) => ({
      ...group,
      rules: group.rules.filter(isKept).map((rule) => changed(rule, options)),
    }))
    .filter(({ rules }) => rules.length > 0);
  return { groups: [...groups, ...(options.additionalGroups as unknown as RuleFile['groups'])] };
}
