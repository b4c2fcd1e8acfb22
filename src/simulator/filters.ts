/** Request filters of the list calls, tags among them: which rows a call asks for. */

import { objectsAt, textAt, type JsonObject } from './json.ts';
import { Refusal } from './refusals.ts';
import type { Params } from './wire-request.ts';

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

/** Reads the values of a row that a parameter may equal. */
type FieldReader = (row: JsonObject) => readonly string[];

/** The filters of one list call. */
interface FilterTable {
  readonly fields: Readonly<Record<string, FieldReader>>;
  /** Path in a row to its list of {Key, Value}. */
  readonly tagPath: string;
}

function field(path: string): FieldReader {
  return (row) => [textAt(row, path)];
}

/** The tunnels of a dual-tunnel connection. */
export function tunnelsOf(connection: JsonObject): readonly JsonObject[] {
  return objectsAt(connection, 'TunnelOptionsSpecification.TunnelOptions');
}

/** Whether phase 2 of a tunnel or single-tunnel connection is established. */
export function isUp(holder: JsonObject): boolean {
  return textAt(holder, 'Status') === 'ipsec_sa_established';
}

/** Filters of DescribeVpnConnections; a dual-tunnel connection names its customer gateways per tunnel. */
export const CONNECTION_FILTERS: FilterTable = {
  fields: {
    VpnConnectionId: field('VpnConnectionId'),
    VpnGatewayId: field('VpnGatewayId'),
    ResourceGroupId: field('ResourceGroupId'),
    CustomerGatewayId: (row) =>
      [row, ...tunnelsOf(row)].map((holder) => textAt(holder, 'CustomerGatewayId')),
  },
  tagPath: 'Tag.Tag',
};

/** Filters of DescribeVpnGateways. */
export const GATEWAY_FILTERS: FilterTable = {
  fields: Object.fromEntries(
    ['VpnGatewayId', 'VpcId', 'Status', 'BusinessStatus', 'GatewayType', 'ResourceGroupId'].map(
      (name) => [name, field(name)],
    ),
  ),
  tagPath: 'Tags.Tag',
};

/** Filters of DescribeCustomerGateways. */
export const CUSTOMER_GATEWAY_FILTERS: FilterTable = {
  fields: { CustomerGatewayId: field('CustomerGatewayId') },
  tagPath: 'Tags.Tag',
};

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
  table: FilterTable,
): Filtered {
  const tags = tagFilters(params);
  const wanted = Object.entries(table.fields).flatMap(([name, read]) => {
    const value = params.get(name);
    return value ? [(row: JsonObject) => read(row).includes(value)] : [];
  });
  if (wanted.length === 0 && tags.length === 0) return { rows, filtered: false };
  const passing = rows.filter(
    (row) => wanted.every((passes) => passes(row)) && carriesTags(row, table.tagPath, tags),
  );
  return { rows: passing, filtered: true };
}
