/** Which rows a list call asks for: its filters, tags among them, and its page. */

import { objectsAt, textAt, type Json, type JsonObject } from '../json.ts';
import { Refusal, type Params } from '../wire.ts';
import type { AccountCall } from './action.ts';

const MAX_TAGS = 20;
const MAX_KEY_LENGTH = 64;
const MAX_VALUE_LENGTH = 128;

/** One tag a row must carry; undefined `value` accepts any. */
interface TagFilter {
  readonly key: string;
  readonly value: string | undefined;
}

function isReserved(text: string): boolean {
  return /^(aliyun|acs:)|https?:\/\//.test(text);
}

function indicesOf(params: Params): readonly number[] {
  const indices = [...params.keys()].flatMap((name) => {
    const found = /^Tag\.(\d+)\.(?:Key|Value)$/.exec(name);
    return found ? [Number(found[1])] : [];
  });
  return [...new Set(indices)].toSorted((one, other) => one - other);
}

function checkTag({ key, value = '' }: TagFilter): void {
  if (key === '' || key.length > MAX_KEY_LENGTH || isReserved(key)) {
    throw new Refusal('InvalidParameter.TagKey');
  }
  if (value.length > MAX_VALUE_LENGTH || isReserved(value)) {
    throw new Refusal('InvalidParameter.TagValue');
  }
}

/**
 * The tag filter of a call.
 * @throws Refusal with the documented tag errors: more than 20, a bad key or value, a key that came twice.
 */
function tagFilters(params: Params): readonly TagFilter[] {
  const filters = indicesOf(params).map((index) => ({
    key: params.get(`Tag.${index}.Key`) ?? '',
    value: params.get(`Tag.${index}.Value`),
  }));
  if (filters.length > MAX_TAGS) throw new Refusal('SizeLimitExceeded.TagNum');
  for (const filter of filters) checkTag(filter);
  if (new Set(filters.map(({ key }) => key)).size < filters.length) {
    throw new Refusal('Duplicated.TagKey');
  }
  return filters;
}

/** Whether a row carries every tag of a filter; `path` leads to its list of {Key, Value}. */
function carriesTags(row: JsonObject, path: string, filters: readonly TagFilter[]): boolean {
  if (filters.length === 0) return true;
  const tags = new Map(
    objectsAt(row, path).map((tag) => [textAt(tag, 'Key'), textAt(tag, 'Value')]),
  );
  return filters.every(
    ({ key, value }) => tags.has(key) && (value === undefined || tags.get(key) === value),
  );
}

/** The filters of one list call. */
export interface Filters {
  /** Parameters that name a field of the row. */
  readonly fields: readonly string[];
  /** Path in a row to its list of {Key, Value}. */
  readonly tagPath: string;
  /** Rows that hold a field beside the row itself. */
  readonly holders?: (row: JsonObject) => readonly JsonObject[];
}

/** Rows that pass, and whether any filter was set at all. */
interface Filtered {
  readonly rows: readonly JsonObject[];
  readonly filtered: boolean;
}

/**
 * The rows a call asks for. A filter that is absent or empty does not count.
 * @throws Refusal for tags outside their limits.
 */
export function filterRows(
  rows: readonly JsonObject[],
  params: Params,
  { fields, tagPath, holders = () => [] }: Filters,
): Filtered {
  const tags = tagFilters(params);
  const wanted = fields.flatMap((name) => {
    const value = params.get(name);
    return value ? [{ name, value }] : [];
  });
  if (wanted.length === 0 && tags.length === 0) return { rows, filtered: false };
  const passing = rows.filter((row) => {
    const places = [row, ...holders(row)];
    return (
      wanted.every(({ name, value }) => places.some((place) => textAt(place, name) === value)) &&
      carriesTags(row, tagPath, tags)
    );
  });
  return { rows: passing, filtered: true };
}

const DEFAULT_PAGE_SIZE = 10;
const MAX_PAGE_SIZE = 50;

/** The page a call asks for, counted from 1. */
export interface PageRange {
  readonly number: number;
  readonly size: number;
}

/** Picks the rows of a page; faults replace it to show what concurrent changes do to a page walk. */
export type PagePicker = <Row>(rows: readonly Row[], page: PageRange) => readonly Row[];

function positiveInteger(params: Params, name: string, fallback: number, most: number): number {
  const text = params.get(name) ?? String(fallback);
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= most) return value;
  throw new Refusal('InvalidParameter', { message: `The specified ${name} is not valid.` });
}

/**
 * The page of a call: PageNumber from 1 (default 1), PageSize 1 to 50 (default 10).
 * @throws Refusal InvalidParameter
 */
function pageOf(params: Params): PageRange {
  return {
    number: positiveInteger(params, 'PageNumber', 1, Infinity),
    size: positiveInteger(params, 'PageSize', DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE),
  };
}

/** The rows of a page; none past the end. */
export const pickPage: PagePicker = (rows, { number, size }) =>
  rows.slice((number - 1) * size, number * size);

/**
 * The page of `rows` a call asks for, with the counters that every list call returns.
 * @param wrap puts the rows where the action has them.
 * @param totalCount TotalCount where it is not the number of rows.
 * @throws Refusal InvalidParameter for a bad page.
 */
export function listing(
  call: AccountCall,
  rows: readonly JsonObject[],
  wrap: (rows: readonly Json[]) => JsonObject,
  totalCount: number = rows.length,
): JsonObject {
  const page = pageOf(call.params);
  return {
    PageSize: page.size,
    PageNumber: page.number,
    TotalCount: totalCount,
    ...wrap(call.pick(rows, page)),
  };
}
