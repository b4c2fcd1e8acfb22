/** Reads a status page as text. */

import { renderStatusPage, type StatusContext } from '../../../../src/report/html/page.ts';
import { overviewOf } from '../../../../src/views/overview.ts';
import type { TargetState } from '../../../../src/polling/store.ts';
import { CONTEXT } from './states.ts';

/** The page of these targets. */
export function pageOf(
  targets: readonly TargetState[],
  query = '',
  changes: Partial<StatusContext> = {},
): string {
  const context = { ...CONTEXT, ...changes };
  return renderStatusPage(overviewOf(targets, context), {
    ...context,
    intervalMs: () => 60_000,
    version: '1.2.3',
    isDemo: false,
    telemetryPath: '/metrics',
    externalPath: undefined,
    query: new URLSearchParams(query),
    ...changes,
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
};

/** What a browser shows of a piece of the page: one line, a blank between elements. */
export function textOf(markup: string): string {
  return markup
    .replaceAll(/<style>[^]*<\/style>/g, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&(?:lt|gt|quot|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** The cells of each row of a table's bodies: `c` connections, `g` gateways, `t` targets. */
export function rowsOf(page: string, table: 'c' | 'g' | 't'): readonly (readonly string[])[] {
  const [, rest = ''] = page.split(`<table class="${table}">`);
  const bodies = rest.split('</table>')[0]?.split('</thead>')[1] ?? '';
  const rows = bodies.match(/<tr>[^]*?<\/tr>/g) ?? [];
  return rows.map((row) => (row.match(/<t[dh][ >][^]*?<\/t[dh]>/g) ?? []).map(textOf));
}

/** The items of the list of other problems. */
export function problemsOf(page: string): readonly string[] {
  const [, rest = ''] = page.split('<ul class="problems">');
  return (rest.split('</ul>')[0]?.match(/<li>[^]*?<\/li>/g) ?? []).map(textOf);
}

/** The sentence at the top. */
export function verdictOf(page: string): string {
  return textOf(/<p class="verdict[^]*?<\/p>/.exec(page)?.[0] ?? '');
}
