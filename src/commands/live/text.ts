/** The table of --config.check.live. */

import { formatDuration } from '../../config/duration.ts';
import { columns, type Column, type Row } from '../../report/columns.ts';
import type { LiveResult } from './check.ts';
import { BAD } from './result.ts';

const COLUMNS: readonly Column[] = [
  { heading: 'ACCOUNT' },
  { heading: 'REGION' },
  { heading: 'ACTION' },
  { heading: 'RESULT' },
  { heading: 'ROWS', align: 'right' },
  { heading: 'ENDPOINT' },
  { heading: 'PROXY' },
  { heading: 'CREDENTIALS' },
  { heading: 'CLOCK', align: 'right' },
  { heading: 'NOT UNDERSTOOD' },
];

/** What is told below a row is wrapped at it. */
const NOTE_WIDTH = 120;

/** The API's `Date` has whole seconds. */
function offset(ms: number | undefined): string {
  if (ms === undefined) return '';
  const seconds = Math.round(ms / 1000);
  return `${seconds < 0 ? '-' : '+'}${formatDuration(Math.abs(seconds) * 1000)}`;
}

function oddCounts({ odd: { fields, values, rejected } }: LiveResult): string {
  const counts = {
    field: fields.length,
    value: values.length,
    row: [...rejected.values()].reduce((sum, count) => sum + count, 0),
  };
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([one, count]) => `${count} ${one}${count === 1 ? '' : 's'}`)
    .join(', ');
}

function credentials({ credentials: provider }: LiveResult): string {
  return /role_arn/.test(provider) ? `${provider} (assumed role)` : provider;
}

function failureText({ failure }: LiveResult): readonly string[] {
  if (failure === undefined) return [];
  const { hint, detail, code, requestId } = failure;
  const id = requestId === undefined ? '' : `, request id ${requestId}`;
  return [`${hint} (${code}${id})`, ...(detail === undefined ? [] : [detail])];
}

function oddTexts({ odd }: LiveResult): readonly string[] {
  const rejected = [...odd.rejected].map(([field, count]) => `${field} (${count})`);
  return [
    ...(odd.fields.length > 0 ? [`unknown fields: ${odd.fields.join(', ')}`] : []),
    ...(odd.values.length > 0 ? [`unknown values of: ${odd.values.join(', ')}`] : []),
    ...(rejected.length > 0 ? [`rejected rows by field: ${rejected.join(', ')}`] : []),
  ];
}

function rowOf(result: LiveResult): Row {
  const { account, region, action, outcome, rows, endpoint, proxy = 'none' } = result;
  const skipped = outcome === 'not asked' ? ['what it asks about could not be listed'] : [];
  const note = [...skipped, ...failureText(result), ...oddTexts(result)].join('; ');
  return {
    cells: [
      account,
      region,
      action,
      outcome,
      rows === undefined ? '' : String(rows),
      endpoint,
      proxy,
      credentials(result),
      offset(result.clockOffsetMs),
      oddCounts(result),
    ],
    ...(note !== '' && { note }),
  };
}

/** Whether everything that the configuration needs works. */
export function isGood(results: readonly LiveResult[]): boolean {
  return results.every(({ outcome }) => !BAD.has(outcome));
}

function summary(results: readonly LiveResult[]): string {
  const bad = results.filter(({ outcome }) => BAD.has(outcome)).length;
  const odd = results.filter((result) => oddCounts(result) !== '').length;
  const understood =
    odd === 0 ? 'everything was understood' : `${odd} with something that was not understood`;
  return `Checked: ${results.length} actions, ${results.length - bad} good, ${bad} failed; ${understood}.`;
}

/** The results as a table, and one line that sums them up. */
export function renderLive(results: readonly LiveResult[]): string {
  const lines = columns(COLUMNS, results.map(rowOf), { noteWidth: NOTE_WIDTH });
  return `${[...lines, '', summary(results)].join('\n')}\n`;
}
