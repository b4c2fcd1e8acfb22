/** Walks the pages of a list call, and decides whether what they show can be true. */

import type { Known } from '../model/known.ts';
import type { Page } from './decode/page.ts';
import { incompleteError } from './errors.ts';
import { together } from './together.ts';

/** The pages of one list call. */
export interface PageSource<Row = unknown> {
  readonly pageSize: number;
  /** One page, counted from 1. */
  readonly fetch: (pageNumber: number, signal: AbortSignal) => Promise<Page<Row>>;
  /** The id of a row; undefined where it cannot be read. */
  readonly idOf: (row: NoInfer<Row>) => string | undefined;
}

/** Ids seen before. */
type KnownIds = Pick<Known<unknown>, 'has' | 'keys'>;

/** All rows of a list call. */
export interface Rows<Row = unknown> {
  readonly rows: readonly Row[];
  /** The API's own TotalCount. */
  readonly reported: number;
}

/** What one pass over all pages saw. */
interface Walk<Row = unknown> {
  /** Rows by id; a row whose id cannot be read has its place as a key. */
  readonly rows: ReadonlyMap<string, Row>;
  readonly pages: number;
  readonly reported: number;
  /** Whether an id came twice. */
  readonly hasDuplicates: boolean;
  /** Whether every page told the same TotalCount. */
  readonly isSteady: boolean;
}

/** Pages asked for at once; the process-wide limit decides how many of them are in flight. */
const BATCH = 200;
/** Above any account there is. */
const MAX_PAGES = 2_000;

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

function countRows(pages: readonly Page[]): number {
  return pages.reduce((sum, page) => sum + page.rows.length, 0);
}

/** The pages that TotalCount announces. One beyond any account is nonsense, and must not cost thousands of calls. */
function announcedPages(total: number, pageSize: number): number {
  const pages = Math.ceil(total / pageSize);
  return pages > MAX_PAGES ? 1 : pages;
}

/** Whether pages show a row that those before do not: a server that ignores PageNumber would go on for ever. */
function bringNews<Row>(
  pages: readonly Page<Row>[],
  before: readonly Page<Row>[],
  source: PageSource<Row>,
): boolean {
  const seen = new Set(before.flatMap((page) => page.rows.map(source.idOf)));
  return pages.some((page) =>
    page.rows.some((row) => {
      const id = source.idOf(row);
      return id === undefined || !seen.has(id);
    }),
  );
}

/** The page size that the API goes by: a smaller one than it was asked for, where it says so and the page agrees. */
function effectiveSize({ rows, size }: Page, asked: number): number {
  return size !== undefined && size >= Math.max(1, rows.length) ? Math.min(asked, size) : asked;
}

/** Whether a TotalCount that is too low hides further pages: only a page that is not full is surely the last. */
function mayHaveMore(pages: readonly Page[], pageSize: number): boolean {
  const full = (pages.at(-1)?.rows.length ?? 0) >= pageSize;
  return full && countRows(pages) !== pages[0]?.total && pages.length < MAX_PAGES;
}

async function readPages<Row>(
  source: PageSource<Row>,
  signal: AbortSignal,
): Promise<readonly Page<Row>[]> {
  const first = await source.fetch(1, signal);
  const pages = [first];
  const pageSize = effectiveSize(first, source.pageSize);
  const last = announcedPages(first.total, pageSize);
  const readTo = async (end: number): Promise<boolean> => {
    const batch = await together(range(pages.length + 1, end), source.fetch, signal);
    const isWorthIt = bringNews(batch, pages, source);
    pages.push(...batch);
    return isWorthIt;
  };
  while (pages.length < last) {
    if (!(await readTo(Math.min(last, pages.length + BATCH)))) return pages;
  }
  while (mayHaveMore(pages, pageSize)) {
    if (!(await readTo(pages.length + 1))) return pages;
  }
  return pages;
}

async function walk<Row>(source: PageSource<Row>, signal: AbortSignal): Promise<Walk<Row>> {
  const pages = await readPages(source, signal);
  const reported = pages[0]?.total ?? 0;
  const rows = new Map<string, Row>();
  for (const [pageIndex, page] of pages.entries()) {
    for (const [index, row] of page.rows.entries()) {
      rows.set(source.idOf(row) ?? `?${pageIndex}/${index}`, row);
    }
  }
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

function missing(known: KnownIds, walked: Walk): readonly string[] {
  return [...known.keys()].filter((id) => !walked.rows.has(id));
}

function sameIds(first: Walk, second: Walk): boolean {
  return (
    first.rows.size === second.rows.size &&
    [...first.rows.keys()].every((id) => second.rows.has(id))
  );
}

/**
 * Whether two walks that do not add up differ from the truth in TotalCount only: both saw the very same ids. Where
 * TotalCount changed on the way, rows came or went, and a known id that is gone may be hidden by that.
 */
function agree(first: Walk, second: Walk, known: KnownIds): boolean {
  return (
    !first.hasDuplicates &&
    !second.hasDuplicates &&
    sameIds(first, second) &&
    (first.isSteady || missing(known, second).length === 0)
  );
}

/**
 * Known ids that the second of two walks that add up does not show, although the first did. A walk that adds up and
 * shows nothing that was created on its way is the truth of the moment it began; else it may hide as many rows.
 */
function hiddenIds(first: Walk, second: Walk, known: KnownIds): readonly string[] {
  const mayBeNew = (id: string): boolean => !first.rows.has(id) && !known.has(id);
  if (!addsUp(first) || ![...second.rows.keys()].some(mayBeNew)) return [];
  return missing(known, second).filter((id) => first.rows.has(id));
}

/**
 * Reads all rows, in exactly ceil(TotalCount / page size) calls when nothing changes meanwhile, and at least one.
 *
 * There is no snapshot: rows move between pages when others are created or deleted. A walk that does not add up
 * (an id twice, or not as many ids as every page's TotalCount) is repeated once. So is one over several pages in
 * which a known id is gone: a deletion and a creation between two pages can hide a third row without changing any
 * count. When both walks saw the very same ids, TotalCount alone is wrong and the rows are good.
 *
 * What is returned, whatever order the API keeps and however the reads of pages fall between the changes:
 * every row once, and only rows that the API showed during this call; while rows are only created, or are only
 * deleted, exactly the rows of one moment. A known id that exists all the time is missing only if rows changed while
 * the first walk was under way, and both a creation and a deletion fell into the second; with fewer than three
 * changes it never is. An unknown one may be missed until the next call.
 *
 * @param known ids seen before; one that still exists is not missed because others come and go.
 * @throws ApiError with reason `incomplete` when the repetition does not settle it.
 */
export async function readAllRows<Row>(
  source: PageSource<Row>,
  known: KnownIds,
  signal: AbortSignal,
): Promise<Rows<Row>> {
  const first = await walk(source, signal);
  const lost = first.pages > 1 ? missing(known, first) : [];
  if (addsUp(first) && lost.length === 0) return toRows(first);

  const second = await walk(source, signal);
  if (addsUp(second)) {
    const hidden = hiddenIds(first, second, known).flatMap((id) => first.rows.get(id) ?? []);
    return toRows(second, hidden);
  }
  if (agree(first, second, known)) return toRows(second);
  throw incompleteError();
}

function toRows<Row>({ rows, reported }: Walk<Row>, others: readonly Row[] = []): Rows<Row> {
  return { rows: [...rows.values(), ...others], reported };
}
