/** Lists all rows of one kind: walks the pages of a list call, and decides whether what they show can be true. */

import { badResponseError, incompleteError } from './answer.ts';
import type { Api, Listing } from './api.ts';
import {
  collectRows,
  type DecodedRow,
  decodePage,
  decodeRow,
  type Page,
  PAGE_SIZE,
  type RowType,
} from './decode/page.ts';
import { inParallel } from '../model/concurrency.ts';
import type { Request } from './request.ts';
import { type Previous, reuseUnchanged } from '../model/values.ts';

/** The pages of one list call. */
export interface PageSource<Row = unknown> {
  readonly pageSize: number;
  /** One page, counted from 1. */
  readonly fetch: (pageNumber: number, signal: AbortSignal) => Promise<Page<Row>>;
  /** The id of a row; undefined where it cannot be read. */
  readonly idOf: (row: NoInfer<Row>) => string | undefined;
}

/** All rows of a list call. */
export interface Rows<Row = unknown> {
  readonly rows: readonly Row[];
  /** The API's own TotalCount. */
  readonly reported: number;
}

/** Pages asked for at once; the process-wide limit decides how many of them are in flight. */
const BATCH = 200;

/** 12,000 rows: above any region there is, and what fits in memory. */
export const MAX_PAGES = 240;

/** How many bytes all answers of a walk may have: enough for as many rows of 2 KB. */
const MAX_BYTES = 24 * 1024 * 1024;

/** What is kept of a walk that did not add up: its rows are garbage while the second one is read. */
interface Seen {
  readonly ids: ReadonlySet<string>;
  readonly hasDuplicates: boolean;
}

/** What one pass over all pages saw. */
class Walk<Row> {
  /** Rows by id; a row whose id cannot be read has its place as a key. */
  readonly rows = new Map<string, Row>();
  readonly #idOf: (row: Row) => string | undefined;
  #pages = 0;
  #count = 0;
  #reported: number | undefined;
  #isSteady = true;
  #lastCount = 0;

  constructor(idOf: (row: Row) => string | undefined) {
    this.#idOf = idOf;
  }

  /** Takes over the next page. */
  add(page: Page<Row>): void {
    this.#pages += 1;
    this.#count += page.rows.length;
    this.#lastCount = page.rows.length;
    this.#reported ??= page.total;
    this.#isSteady &&= page.total === this.#reported;
    for (const [index, row] of page.rows.entries()) {
      this.rows.set(this.#idOf(row) ?? `?${this.#pages}/${index}`, row);
    }
  }

  get pages(): number {
    return this.#pages;
  }

  /** TotalCount of the first page. */
  get reported(): number {
    return this.#reported ?? 0;
  }

  get seen(): Seen {
    return { ids: new Set(this.rows.keys()), hasDuplicates: this.#hasDuplicates };
  }

  /** Whether every page told the same TotalCount, no id came twice, and there are as many. */
  get addsUp(): boolean {
    return this.#isSteady && !this.#hasDuplicates && this.rows.size === this.reported;
  }

  get #hasDuplicates(): boolean {
    return this.rows.size < this.#count;
  }

  /** Whether a TotalCount that is too low hides further pages: only a page that is not full is surely the last. */
  mayGoOn(pageSize: number): boolean {
    return this.#lastCount >= pageSize && this.#count !== this.reported;
  }
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** The pages that TotalCount announces. One beyond any region is nonsense, and must not cost hundreds of calls. */
function announcedPages(total: number, pageSize: number): number {
  const pages = Math.ceil(total / pageSize);
  return pages > MAX_PAGES ? 1 : pages;
}

/** The page size that the API goes by: a smaller one than it was asked for, where it says so and the page agrees. */
function effectiveSize({ rows, size }: Page, asked: number): number {
  return size !== undefined && size >= Math.max(1, rows.length) ? Math.min(asked, size) : asked;
}

async function walk<Row>(source: PageSource<Row>, signal: AbortSignal): Promise<Walk<Row>> {
  const walked = new Walk<Row>(source.idOf);
  let bytes = 0;
  /** Counted as they come, since many are under way at a time. */
  const fetch = async (pageNumber: number, stop: AbortSignal): Promise<Page<Row>> => {
    const page = await source.fetch(pageNumber, stop);
    bytes += page.bytes ?? 0;
    if (bytes > MAX_BYTES) throw badResponseError('the list', 'is longer than any region’s');
    return page;
  };
  const first = await fetch(1, signal);
  walked.add(first);
  const pageSize = effectiveSize(first, source.pageSize);
  const last = announcedPages(first.total, pageSize);
  /** Whether these pages show a row that those before do not: a server that ignores PageNumber never ends. */
  const readTo = async (end: number): Promise<boolean> => {
    const known = walked.rows.size;
    const batch = await inParallel(range(walked.pages + 1, end), fetch, signal);
    for (const page of batch) walked.add(page);
    return walked.rows.size > known;
  };
  while (walked.pages < last) {
    if (!(await readTo(Math.min(last, walked.pages + BATCH)))) return walked;
  }
  while (walked.mayGoOn(pageSize)) {
    if (walked.pages >= MAX_PAGES) throw badResponseError('the list', 'has more than 12,000 rows');
    if (!(await readTo(walked.pages + 1))) return walked;
  }
  return walked;
}

/** Whether two walks that do not add up differ from the truth in TotalCount only: both saw the very same ids. */
function agree(first: Seen, second: Seen): boolean {
  return (
    !first.hasDuplicates &&
    !second.hasDuplicates &&
    first.ids.size === second.ids.size &&
    [...first.ids].every((id) => second.ids.has(id))
  );
}

async function readAgain<Row>(
  source: PageSource<Row>,
  first: Seen,
  signal: AbortSignal,
): Promise<Rows<Row>> {
  const second = await walk(source, signal);
  if (second.addsUp || agree(first, second.seen)) return toRows(second);
  throw incompleteError();
}

/**
 * Reads all rows, in exactly ceil(TotalCount / page size) calls when nothing changes meanwhile, and at least one.
 *
 * There is no snapshot: rows move between pages when others are created or deleted. A walk adds up when no id came
 * twice and there are as many ids as each of its pages' TotalCount. One that does not is repeated once. If the second
 * adds up, it is the truth, and nothing of the first is added to it. If both saw the very same ids, TotalCount alone
 * is wrong and the rows are good.
 *
 * Every row is returned once, and only rows that the API showed in one walk. A deletion and a creation between two
 * pages can hide a third row without a trace; the next call shows it.
 * @throws ApiError with reason `incomplete` when the repetition does not settle it, and `bad_response` when there is no
 * end of rows.
 */
export async function readAllRows<Row>(
  source: PageSource<Row>,
  signal: AbortSignal,
): Promise<Rows<Row>> {
  const first = await walk(source, signal);
  if (first.addsUp) return toRows(first);
  return readAgain(source, first.seen, signal);
}

/** The rows of the first page, whether they add up or not. */
async function readFirstPage<Row>(
  source: PageSource<Row>,
  signal: AbortSignal,
): Promise<Rows<Row>> {
  const { rows, total } = await source.fetch(1, signal);
  return { rows, reported: total };
}

function toRows<Row>({ rows, reported }: Walk<Row>): Rows<Row> {
  return { rows: [...rows.values()], reported };
}

/** How the rows of a list call are asked for, and how they are decoded. */
export interface ListCall<Item> extends RowType<Item> {
  readonly request: (pageNumber: number) => Request;
  /** Looks at each row beside what is known, before that is replaced by it. */
  readonly check?: (row: DecodedRow<Item>) => DecodedRow<Item>;
}

function asKnown<Item extends { readonly id: string }>(
  row: DecodedRow<Item>,
  known: Previous<Item>,
): DecodedRow<Item> {
  return 'item' in row ? { ...row, item: reuseUnchanged(known, row.item) } : row;
}

/**
 * All pages, or the first one of a sample. An item that is as it is known is given as that same object.
 * @param known what the target had at the last complete poll.
 */
export async function listAll<Item extends { readonly id: string }>(
  api: Api,
  { request, check = (row) => row, ...type }: ListCall<Item>,
  known: Previous<Item>,
  signal: AbortSignal,
): Promise<Listing<Item>> {
  // Rows are decoded page by page as they come: those of a large account all at once would hold up everything else.
  // What is known already goes at once, too: kept to the end of the walk, it would count as old and stay for long.
  const decode = (body: unknown, bytes: number): Page<DecodedRow<Item>> => {
    const page = decodePage(body, type);
    const rows = page.rows.map((row) => asKnown(check(decodeRow(row, type)), known));
    return { ...page, bytes, rows };
  };
  const read = api.isSample === true ? readFirstPage : readAllRows;
  const { rows, reported } = await read<DecodedRow<Item>>(
    {
      pageSize: PAGE_SIZE,
      fetch: (number, stop) => api.call(request(number), decode, stop),
      idOf: (row) => row.id,
    },
    signal,
  );
  return { ...collectRows(rows), reported, isCompared: true };
}
