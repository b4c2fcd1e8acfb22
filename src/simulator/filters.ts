/** Request filters of the list calls: which rows a call asks for. */

import { objectsAt, textAt, type JsonObject } from './json.ts';
import { carriesTags, tagFilters } from './tags.ts';
import type { Params } from './wire-request.ts';

/** Reads the values of a row that a parameter may equal. */
type FieldReader = (row: JsonObject) => readonly string[];

/** The filters of one list call. */
export interface FilterTable {
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

/** Rows that pass, and whether any filter was set at all. */
export interface Filtered {
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
