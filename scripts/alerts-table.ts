/** Writes the overview in docs/alerting.md from the rules, the runbooks and the inhibition rules. */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readInhibitions, silencers, type Inhibition } from './alerts-inhibition.ts';
import { readGroups, waitOf, type AlertRule, type RuleGroup } from './alerts-rules.ts';

/** The page that holds the overview. */
export const ALERTING_PAGE = fileURLToPath(new URL('../docs/alerting.md', import.meta.url));

const BEGIN = '<!-- overview: written by scripts/alerts-table.ts -->';
const END = '<!-- /overview -->';
const PREFIX = 'AlicloudVpn';
const HEADER = ['Alert', 'Severity', 'After', 'Meaning', 'Silenced by'];

/** Titles of the groups; a group without one is an error. */
const TITLES: Readonly<Record<string, string>> = {
  'alicloud-vpn-connections': 'Connections and tunnels',
  'alicloud-vpn-configuration': 'Configuration of connections',
  'alicloud-vpn-gateways': 'VPN gateways',
  'alicloud-vpn-traffic': 'Traffic',
  'alicloud-vpn-routes': 'Routes',
  'alicloud-vpn-collection': 'Polling the API',
  'alicloud-vpn-exporter': 'The exporter',
};

/** The page of an alert. */
export function runbookFile(alert: string): string {
  return fileURLToPath(new URL(`../docs/runbooks/${alert}.md`, import.meta.url));
}

/** What an alert means: the first paragraph of its runbook, on one line. */
export function meaningOf(alert: string): string {
  const [title, meaning] = readFileSync(runbookFile(alert), 'utf8').split('\n\n');
  if (title !== `# ${alert}` || meaning === undefined) {
    throw new Error(`docs/runbooks/${alert}.md must begin with its title and its meaning`);
  }
  return meaning.replaceAll('\n', ' ');
}

function short(alert: string): string {
  return alert.startsWith(PREFIX) ? alert.slice(PREFIX.length) : alert;
}

function row(rule: AlertRule, inhibitions: readonly Inhibition[]): readonly string[] {
  return [
    `[${short(rule.alert)}](runbooks/${rule.alert}.md)`,
    rule.labels['severity'] ?? '',
    waitOf(rule),
    meaningOf(rule.alert),
    silencers(inhibitions, rule.alert).map(short).join(', '),
  ];
}

function line(cells: readonly string[], widths: readonly number[]): string {
  return `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
}

/** A Markdown table with its columns aligned, as prettier leaves it. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = HEADER.map((_, column) =>
    Math.max(3, ...[HEADER, ...rows].map((cells) => cells[column]?.length ?? 0)),
  );
  const rule = widths.map((width) => '-'.repeat(width));
  return [HEADER, rule, ...rows].map((cells) => line(cells, widths)).join('\n');
}

function section({ name, rules }: RuleGroup, inhibitions: readonly Inhibition[]): string {
  const title = TITLES[name];
  if (title === undefined) throw new Error(`the rule group ${name} has no title`);
  return `### ${title}\n\n${table(rules.map((rule) => row(rule, inhibitions)))}`;
}

/** The page with its overview brought up to date. */
export function withOverview(page: string): string {
  const [before, rest = ''] = page.split(BEGIN);
  const [, after] = rest.split(END);
  if (before === undefined || after === undefined) throw new Error(`${BEGIN} or ${END} is missing`);
  const groups = readGroups();
  const names = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert));
  const inhibitions = readInhibitions(names);
  const sections = groups.map((group) => section(group, inhibitions));
  return [before, BEGIN, '\n\n', sections.join('\n\n'), '\n\n', END, after].join('');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(ALERTING_PAGE, withOverview(readFileSync(ALERTING_PAGE, 'utf8')));
}
