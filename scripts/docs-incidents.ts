/** Writes docs/incidents.md from the table of incidents that the lab plays: what happens, and what people get. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'yaml';
import type { Chapter, Expected, Incident, Step } from '../test/incidents/incident.ts';
import { TABLE } from '../test/incidents/table.ts';

/** The page. */
export const INCIDENTS_PAGE = fileURLToPath(new URL('../docs/incidents.md', import.meta.url));

const TEXTS_TEST = fileURLToPath(new URL('../test/alerts/texts.test.yml', import.meta.url));

const INTRODUCTION = `# Incidents: what happens, and what you get

<!-- written by scripts/docs-incidents.ts -->

Every row is played, not imagined: a simulated cloud, the exporter, Prometheus and Alertmanager with the files of
[\`config/\`](../config), ten times as fast as in production (\`npm run test:long -- test/incidents\`). The lab proves what comes, in which
order, where it goes and what it says; how soon is in [alerting.md](alerting.md).

- A **page** wakes somebody, a **ticket** is read the same day, a **notice** when there is time.
- Names such as \`office\` are those of the story; notifications have ids, names, account and region.
- What a row does not name does not come. A page that it names comes once, however many alerts fire.
- Single-tunnel connections are in the digest of notices after an hour ([SingleTunnel](runbooks/AlicloudVpnSingleTunnel.md)), whatever else happens.
- The last column names what one might expect, and what never comes.
`;

function alertLink(alert: string): string {
  const page = `runbooks/AlicloudVpn${alert}.md`;
  const exists = existsSync(fileURLToPath(new URL(`../docs/${page}`, import.meta.url)));
  return exists ? `[${alert}](${page})` : alert;
}

function quoted(texts: readonly string[]): string {
  return texts.map((text) => `“${text.replaceAll(/\{([^}]+)\}/g, '⟨id of $1⟩')}”`).join(', ');
}

function notification(expected: Expected): string {
  const { receiver, status, alert, about, says = [], neverSays = [] } = expected;
  const what = `${alertLink(alert)}${about === undefined ? '' : ` of \`${about}\``}`;
  if (status === 'resolved') return `${what} resolved`;
  return [
    `**${receiver}** ${what}`,
    ...(says.length > 0 ? [`says ${quoted(says)}`] : []),
    ...(neverSays.length > 0 ? [`never says ${quoted(neverSays)}`] : []),
  ].join('; ');
}

function line(step: Step): string {
  if (step.kind === 'happens') return `_${step.text}_`;
  if (step.kind === 'quiet') return `${step.time} without anything else`;
  return notification(step.expected);
}

function row({ id, what, before = [], story, never, ...rest }: Incident): string {
  const cells = [
    `<a id="${id}"></a>${what}`,
    [
      ...before.map(({ text }) => `_${text}_`),
      ...story.map(line),
      ...(rest.provenBy === undefined ? [] : [`(proved by promtool: \`${rest.provenBy}\`)`]),
      ...(rest.limitation === undefined ? [] : [`**Not met:** ${rest.limitation}`]),
    ].join('<br>'),
    never.map(alertLink).join(', '),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function section({ title, incidents }: Chapter): string {
  return [
    `## ${title}`,
    '',
    '| What happens | What you get | Never |',
    '| --- | --- | --- |',
    ...incidents.map(row),
    '',
  ].join('\n');
}

/** An alert that promtool has held against the rules, with its texts. */
interface Told {
  readonly alertname: string;
  readonly exp_alerts: readonly {
    readonly exp_labels: Readonly<Record<string, string>>;
    readonly exp_annotations: Readonly<Record<string, string>>;
  }[];
}

/** Whole texts, from the unit test that compares every word of them. */
function texts(): string {
  const { tests } = parse(readFileSync(TEXTS_TEST, 'utf8')) as {
    readonly tests: readonly { readonly alert_rule_test: readonly Told[] }[];
  };
  const told = tests.flatMap(({ alert_rule_test: alerts }) => alerts);
  const blocks = told.flatMap(({ alertname, exp_alerts: alerts }) =>
    alerts.map(({ exp_labels: labels, exp_annotations: { summary, description, ...links } }) =>
      [
        `### ${alertname}`,
        '',
        '```text',
        `[${labels['severity']}] ${summary}`,
        '',
        description,
        '',
        ...Object.entries(links).map(([name, link]) => `${name}: ${link}`),
        '```',
        '',
      ].join('\n'),
    ),
  );
  return [
    '## Three texts, whole',
    '',
    'Held word for word by `test/alerts/texts.test.yml`.',
    '',
    ...blocks,
  ].join('\n');
}

/** The page as it has to be. */
export function incidentsPage(): string {
  return [INTRODUCTION, ...TABLE.map(section), texts()].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(INCIDENTS_PAGE, incidentsPage());
}
