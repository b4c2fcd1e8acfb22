/** Walks the pages of a list call, and decides whether what they show can be true. */

import type { Page } from './decode/page.ts';
import { incompleteError } from './errors.ts';
import { together } from './together.ts';

/** The pages of one list call. */
export interface PageSource {
  readonly pageSize: number;
  /** One page, counted from 1. */
  readonly fetch: (pageNumber: number, signal: AbortSignal) => Promise<Page>;
  /** The id of an undecoded row; undefined where it cannot be read. */
  readonly idOf: (row: unknown) => string | undefined;
}

/** All rows of a list call. */
export interface Rows {
  readonly rows: readonly unknown[];
  /** The API's own TotalCount. */
  readonly reported: number;
}

/** What one pass over all pages saw. */
interface Walk {
  /** Rows by id; a row whose id cannot be read has its place as a key. */
  readonly rows: ReadonlyMap<string, unknown>;
  readonly pages: number;
  readonly reported: number;
  /** Whether an id came twice. */
  readonly hasDuplicates: boolean;
  /** Whether every page told the same TotalCount. */
  readonly isSteady: boolean;
}

/** Pages asked for at once; the process-wide limit decides how many of them are in flight. */
const BATCH = 200;
/** Above any account there is; a TotalCount beyond it is nonsense. */
const MAX_PAGES = 2_000;

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

function countRows(pages: readonly Page[]): number {
  return pages.reduce((sum, page) => sum + page.rows.length, 0);
}

/** Whether a TotalCount that is too low hides further pages: only a page that is not full is surely the last. */
function mayHaveMore(pages: readonly Page[], source: PageSource): boolean {
  const full = (pages.at(-1)?.rows.length ?? 0) >= source.pageSize;
  return full && countRows(pages) !== pages[0]?.total && pages.length < MAX_PAGES;
}

async function readPages(source: PageSource, signal: AbortSignal): Promise<readonly Page[]> {
  const first = await source.fetch(1, signal);
  const pages = [first];
  const last = Math.min(Math.ceil(first.total / source.pageSize), MAX_PAGES);
  while (pages.length < last) {
    const from = pages.length + 1;
    const batch = await together(
      range(from, Math.min(last, from + BATCH - 1)),
      source.fetch,
      signal,
    );
    pages.push(...batch);
    // A TotalCount far too high must not cost thousands of calls for nothing.
    if (countRows(batch) === 0) break;
  }
  while (mayHaveMore(pages, source)) pages.push(await source.fetch(pages.length + 1, signal));
  return pages;
}

async function walk(source: PageSource, signal: AbortSignal): Promise<Walk> {
  const pages = await readPages(source, signal);
  const reported = pages[0]?.total ?? 0;
  const rows = new Map(
    pages.flatMap((page, pageIndex) =>
      page.rows.map((row, index) => [source.idOf(row) ?? `?${pageIndex}/${index}`, row] as const),
    ),
  );
  return {
    rows,
    pages: pages.length,
    reported,
    hasDuplicates: rows.size < countRows(pages),
    isSteady: pages.every((page) => page.total === reported),
  };
}

function addsUp(walked: Walk): boolean {
  return walked.isSteady && !walked.hasDuplicates && walked.rows.size === walked.reported;
}

function missing(known: ReadonlySet<string>, walked: Walk): readonly string[] {
  return [...known].filter((id) => !walked.rows.has(id));
}

function sameIds(first: Walk, second: Walk): boolean {
  return (
    first.rows.size === second.rows.size &&
    [...first.rows.keys()].every((id) => second.rows.has(id))
  );
}

/**
 * Reads all rows, in exactly ceil(TotalCount / page size) calls when nothing changes meanwhile, and at least one.
 *
 * There is no snapshot: rows move between pages when others are created or deleted. A walk that does not add up
 * (an id twice, or not as many ids as TotalCount) is repeated once. So is one over several pages in which a known id is gone:
 * a deletion and a creation between two pages can hide a third row without changing any count.
 * When both walks saw the very same ids, TotalCount alone is wrong and the rows are good.
 *
 * @param known ids seen before; one that still exists is not missed because others come and go.
 * @throws ApiError with reason `incomplete` when the repetition does not settle it.
 */
export async function readAllRows(
  source: PageSource,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Rows> {
  const first = await walk(source, signal);
  const lost = first.pages > 1 ? missing(known, first) : [];
  if (addsUp(first) && lost.length === 0) return toRows(first);

  const second = await walk(source, signal);
  if (addsUp(second)) return toRows(second, first, known);
  if (!second.hasDuplicates && !first.hasDuplicates && sameIds(first, second)) {
    return toRows(second);
  }
  throw incompleteError();
}

/** The rows of a walk, and known ones that only the walk before it saw: they were there a moment ago. */
function toRows(walked: Walk, before?: Walk, known: ReadonlySet<string> = new Set()): Rows {
  const kept =
    before === undefined || before.pages === 1 || !addsUp(before)
      ? []
      : missing(known, walked).filter((id) => before.rows.has(id));
  return {
    rows: [...walked.rows.values(), ...kept.map((id) => before?.rows.get(id))],
    reported: walked.reported,
  };
}
