/** DescribeCustomerGateways: those of the scenario, and those that a connection names. */

import { filterRows, tunnelsOf, type FilterTable } from '../filters.ts';
import { textAt, valueAt, type Json, type JsonObject } from '../json.ts';
import type { RegionView } from '../region-view.ts';
import type { Action } from './action.ts';
import { listing } from './listing.ts';

const FILTERS: FilterTable = {
  fields: { CustomerGatewayId: (row) => [textAt(row, 'CustomerGatewayId')] },
  tagPath: 'Tags.Tag',
};

/** A customer gateway as a connection or tunnel knows it. */
function made(holder: JsonObject, ike: string, bgp: string, name: string): JsonObject {
  return {
    CustomerGatewayId: textAt(holder, 'CustomerGatewayId'),
    Name: `${name}-peer`,
    Description: '',
    IpAddress: textAt(holder, `${ike}.RemoteId`),
    Asn: Number(valueAt(holder, `${bgp}.PeerAsn`) ?? 0),
    AuthKey: 'simulated-key-that-nobody-may-see',
    CreateTime: Date.UTC(2024, 1, 1),
    Tags: { Tag: [] },
  };
}

function customerGatewaysOf({ connections, customerGateways }: RegionView): readonly JsonObject[] {
  const named = connections.flatMap((row) => {
    const name = textAt(row, 'Name');
    return [
      made(row, 'IkeConfig', 'VpnBgpConfig', name),
      ...tunnelsOf(row).map((tunnel) => made(tunnel, 'TunnelIkeConfig', 'TunnelBgpConfig', name)),
    ];
  });
  const all = new Map<string, JsonObject>();
  for (const row of [...customerGateways, ...named]) {
    const id = textAt(row, 'CustomerGatewayId');
    if (id !== '' && !all.has(id)) all.set(id, row);
  }
  return [...all.values()];
}

export const describeCustomerGateways: Action = {
  scope: 'region',
  run: (call) => {
    const { rows } = filterRows(customerGatewaysOf(call.region), call.params, FILTERS);
    const wrap = (page: readonly Json[]): JsonObject => ({
      CustomerGateways: { CustomerGateway: page },
    });
    return listing(call, rows, wrap);
  },
};
