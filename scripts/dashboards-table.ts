/** Writes what each panel shows into docs/dashboards.md, from the dashboards' own descriptions. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { Dashboard, Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';
import { DASHBOARDS } from '../dashboards/dashboards.ts';

/** The page that holds the tables. */
export const DASHBOARDS_PAGE = fileURLToPath(new URL('../docs/dashboards.md', import.meta.url));

const BEGIN = '<!-- panels: written by scripts/dashboards.ts -->';
const END = '<!-- /panels -->';

/** The panels of a row that is closed at first are in the row. */
function linesOf(panel: Panel | RowPanel): readonly string[] {
  const inner = 'panels' in panel ? panel.panels : [];
  return [panel, ...inner].map(lineOf);
}

/** A row of a dashboard begins a table, and its panels are the lines of it. */
function lineOf(panel: Panel | RowPanel): string {
  if (panel.type === 'row') return `\n#### ${panel.title}\n\n| Panel | Shows |\n| --- | --- |`;
  return `| ${panel.title} | ${'description' in panel ? panel.description : ''} |`;
}

function section(file: string, { title, description, panels }: Dashboard): string {
  const heading = `### ${title}\n\n\`dashboards/${file}\`: ${description}`;
  return [heading, ...(panels ?? []).flatMap(linesOf)].join('\n');
}

/** The page with its tables as they should be. @throws Error when the page has no place for them. */
export async function dashboardsPage(): Promise<string> {
  const page = readFileSync(DASHBOARDS_PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`${DASHBOARDS_PAGE}: no ${BEGIN}`);
  const sections = Object.entries(DASHBOARDS).map(([file, board]) => section(file, board));
  const whole = `${before}${BEGIN}\n\n${sections.join('\n\n')}\n\n${END}${after}`;
  return format(whole, { ...(await resolveConfig(DASHBOARDS_PAGE)), parser: 'markdown' });
}
