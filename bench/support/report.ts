/** Prints what was measured, as tables of Markdown. */

import { loadavg } from 'node:os';

/** Prints a title with the load that the machine is under, which says how far to trust what follows. */
export function title(text: string): void {
  const load = loadavg().map((value) => value.toFixed(1));
  console.log(`\n## ${text}\n\nLoad average: ${load.join(' ')}.\n`);
}

/** Prints a table; the first row is its head. */
export function table(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length), 3),
  );
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  const rule = widths.map((width) => '-'.repeat(width));
  console.log([head, rule, ...body].map(line).join('\n'));
}
