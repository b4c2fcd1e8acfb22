/** Lines up cells in columns. */

import { visible } from '../views/visible.ts';
import { widthOf } from './width.ts';

/** Between two columns. */
const GAP = '  ';

/** Paints the cell of a row's first column; the text is what it looks like without paint. */
export type Paint = (text: string) => string;

/**
 * Rows as lines of a terminal. Characters that could steer it are written out; a cell without text shows a dash.
 * @param paint is given the first cell of each row but the heading, and must not change how wide it looks.
 */
export function columns(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): readonly string[] {
  const cells = [heading, ...rows].map((row) =>
    row.map((cell) => {
      const text = visible(cell === '' ? '-' : cell);
      return { text, width: widthOf(text) };
    }),
  );
  const widths = heading.map((_, column) =>
    cells.reduce((most, row) => Math.max(most, row[column]?.width ?? 0), 0),
  );
  return cells.map((row, index) => {
    const padded = row.map(({ text, width }, column) => {
      const isPainted = index > 0 && column === 0;
      const isLast = column === row.length - 1;
      const space = isLast ? '' : ' '.repeat((widths[column] ?? 0) - width);
      return (isPainted ? paint(text) : text) + space;
    });
    return padded.join(GAP);
  });
}
