/** A list in pages of at most so many table rows. */

/** Table rows of one page: more are slow to load and to read. */
export const PAGE_ROWS = 200;

/** One page of a list. */
export interface TablePage<View> {
  readonly views: readonly View[];
  /** Counted from 1. */
  readonly number: number;
  readonly pages: number;
  /** Place of the first view in the whole list, counted from 1; 0 where the list is empty. */
  readonly first: number;
  /** Length of the whole list. */
  readonly total: number;
}

/** Where each page begins: a view is never split, so one with more rows than a page has a page of its own. */
function starts<View>(views: readonly View[], rowsOf: (view: View) => number): readonly number[] {
  const found = [0];
  let left = PAGE_ROWS;
  for (const [index, view] of views.entries()) {
    const rows = rowsOf(view);
    if (rows > left && index > (found.at(-1) ?? 0)) {
      found.push(index);
      left = PAGE_ROWS;
    }
    left -= rows;
  }
  return found;
}

/**
 * The page of that number; the last one where there are not so many.
 * @param rowsOf how many rows of the table a view takes.
 */
export function pageOf<View>(
  views: readonly View[],
  number: number,
  rowsOf: (view: View) => number = () => 1,
): TablePage<View> {
  const begins = starts(views, rowsOf);
  const shown = Math.min(number, begins.length);
  const first = begins[shown - 1] ?? 0;
  return {
    views: views.slice(first, begins[shown] ?? views.length),
    number: shown,
    pages: begins.length,
    first: views.length === 0 ? 0 : first + 1,
    total: views.length,
  };
}

/** The number that a query asks for; 1 where it asks for none. */
export function readPageNumber(query: URLSearchParams): number {
  const text = query.get('page') ?? '';
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 1;
}
