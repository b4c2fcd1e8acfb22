/** Decodes one page of a list call down to its rows, and rows to domain values. */

import type { RejectedRow } from '../api.ts';
import { DecodeError, Fields } from './fields.ts';

/** The largest page that the API gives. */
export const PAGE_SIZE = 50;

/** The calls that so many rows take; an empty list takes one, too. */
export function pagesOf(rows: number): number {
  return Math.max(1, Math.ceil(rows / PAGE_SIZE));
}

/** One page: rows, and the API's own TotalCount. */
export interface Page<Row = unknown> {
  readonly rows: readonly Row[];
  readonly total: number;
  /** The PageSize that the API went by; undefined where it does not say. */
  readonly size?: number | undefined;
  /** Size of the answer. */
  readonly bytes?: number;
}

/** Where a list call keeps its rows, and how one is decoded. */
export interface RowType<Item> {
  /** Outer and inner name: `VpnConnections.VpnConnection`. */
  readonly wrapper: string;
  readonly list: string;
  /** The field that identifies a row. */
  readonly idField: string;
  readonly decode: (row: Fields) => Item;
}

/** How the rows of a list are named and decoded. */
export type RowDecoder<Item> = Pick<RowType<Item>, 'list' | 'idField' | 'decode'>;

/** What became of the rows of a walk. */
export interface DecodedRows<Item> {
  readonly items: readonly Item[];
  readonly rejected: readonly RejectedRow[];
  readonly unknownFields: readonly string[];
}

/**
 * A response with status 200 may still be none of the API's: without the list and TotalCount it says nothing about
 * the resources, least of all that there are none.
 * @throws DecodeError naming what is not as documented.
 */
export function decodePage(body: unknown, type: RowType<unknown>): Page {
  const fields = Fields.of(body, 'response');
  const total = fields.number('TotalCount');
  const rows = rowsOf(fields, type);
  if (total === undefined || !Number.isSafeInteger(total)) throw new DecodeError('TotalCount');
  if (rows === undefined) throw new DecodeError(`${type.wrapper}.${type.list}`);
  checkPageSize(rows, `${type.wrapper}.${type.list}`);
  return { rows, total, size: fields.number('PageSize') };
}

/** @throws DecodeError when a page has more rows than the API gives. */
export function checkPageSize(rows: readonly unknown[], list: string): void {
  if (rows.length > PAGE_SIZE) throw new DecodeError(list, 'has more rows than PageSize');
}

function rowsOf(body: Fields, type: RowType<unknown>): readonly unknown[] | undefined {
  return body.object(type.wrapper)?.list(type.list);
}

/** The id of an undecoded row; undefined where it cannot be read. */
export function rowId(row: unknown, type: RowDecoder<unknown>): string | undefined {
  try {
    return Fields.of(row, type.list).id(type.idField);
  } catch {
    return undefined;
  }
}

/** What became of one row; its id is undefined where it cannot be read. */
export type DecodedRow<Item> = { readonly id: string | undefined } & (
  { readonly item: Item; readonly unknownFields: readonly string[] } | { readonly field: string }
);

export function decodeRow<Item>(row: unknown, type: RowDecoder<Item>): DecodedRow<Item> {
  const id = rowId(row, type);
  try {
    const fields = Fields.of(row, type.list);
    const item = type.decode(fields);
    return { id, item, unknownFields: fields.unknownFields };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { id, field: error.field };
  }
}

/** Puts decoded rows together. */
export function collectRows<Item>(rows: readonly DecodedRow<Item>[]): DecodedRows<Item> {
  const items: Item[] = [];
  const rejected: RejectedRow[] = [];
  const unknownFields: (readonly string[])[] = [];
  for (const row of rows) {
    if ('field' in row) {
      rejected.push({ id: row.id, field: row.field });
    } else {
      items.push(row.item);
      unknownFields.push(row.unknownFields);
    }
  }
  return { items, rejected, unknownFields: unknownFields.flat() };
}

/** Decodes each row by itself: one that cannot be decoded never hides the others. */
export function decodeRows<Item>(
  rows: readonly unknown[],
  type: RowDecoder<Item>,
): DecodedRows<Item> {
  return collectRows(rows.map((row) => decodeRow(row, type)));
}
