/** Lists all rows of one kind, page by page. */

import { type Previous, reuseUnchanged } from '../model/values.ts';
import type { Api, Listing } from './api.ts';
import {
  collectRows,
  decodePage,
  decodeRow,
  PAGE_SIZE,
  type DecodedRow,
  type Page,
  type RowType,
} from './decode/page.ts';
import { readAllRows, readFirstPage } from './pages.ts';
import type { Request } from './request.ts';

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
