/** Tag.N.Key and Tag.N.Value: the tag filter of the list calls, and its documented limits. */

import { objectsAt, textAt, type JsonObject } from './json.ts';
import { Refusal } from './refusals.ts';
import type { Params } from './wire-request.ts';

const MAX_TAGS = 20;
const MAX_KEY_LENGTH = 64;
const MAX_VALUE_LENGTH = 128;

/** One tag a row must carry; undefined `value` accepts any. */
export interface TagFilter {
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
export function tagFilters(params: Params): readonly TagFilter[] {
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
export function carriesTags(row: JsonObject, path: string, filters: readonly TagFilter[]): boolean {
  if (filters.length === 0) return true;
  const tags = new Map(
    objectsAt(row, path).map((tag) => [textAt(tag, 'Key'), textAt(tag, 'Value')]),
  );
  return filters.every(
    ({ key, value }) => tags.has(key) && (value === undefined || tags.get(key) === value),
  );
}
