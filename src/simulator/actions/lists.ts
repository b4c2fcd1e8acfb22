/** The list calls: connections, VPN gateways and customer gateways of a region. */

import { isObject, textAt, valueAt, withValueAt, type Json, type JsonObject } from '../json.ts';
import type { RegionView } from '../world.ts';
import { tunnelsOf, type Action } from './action.ts';
import { filterRows, listing, type Filters } from './listing.ts';

/** A dual-tunnel connection names its customer gateways per tunnel. */
const CONNECTION_FILTERS: Filters = {
  fields: ['VpnConnectionId', 'VpnGatewayId', 'ResourceGroupId', 'CustomerGatewayId'],
  tagPath: 'Tag.Tag',
  holders: tunnelsOf,
};

const GATEWAY_FILTERS: Filters = {
  fields: ['VpnGatewayId', 'VpcId', 'Status', 'BusinessStatus', 'GatewayType', 'ResourceGroupId'],
  tagPath: 'Tags.Tag',
};

const CUSTOMER_GATEWAY_FILTERS: Filters = { fields: ['CustomerGatewayId'], tagPath: 'Tags.Tag' };

/** Connections of VPN gateways and of transit routers alike. */
const describeVpnConnections: Action = {
  notes:
    'filters `VpnGatewayId`, `CustomerGatewayId`, `VpnConnectionId`, `ResourceGroupId`, `Tag.N.Key`, `Tag.N.Value`',
  scope: 'region',
  run: (call) => {
    const { rows, filtered } = filterRows(call.region.connections, call.params, CONNECTION_FILTERS);
    const total = filtered ? undefined : call.region.totalCount.connections;
    return listing(call, rows, (page) => ({ VpnConnections: { VpnConnection: page } }), total);
  },
};

function withoutReservation(row: Json): Json {
  return isObject(row) && 'ReservationData' in row
    ? withValueAt(row, 'ReservationData', undefined)
    : row;
}

/** Pending orders (ReservationData) come only when they are asked for. */
const describeVpnGateways: Action = {
  notes:
    'filters `VpnGatewayId`, `VpcId`, `Status`, `BusinessStatus`, `GatewayType`, `ResourceGroupId`, tags; `IncludeReservationData`',
  scope: 'region',
  run: (call) => {
    const { rows, filtered } = filterRows(call.region.gateways, call.params, GATEWAY_FILTERS);
    const total = filtered ? undefined : call.region.totalCount.gateways;
    const withOrders = call.params.get('IncludeReservationData') === 'true';
    const wrap = (page: readonly Json[]): JsonObject => ({
      VpnGateways: { VpnGateway: withOrders ? page : page.map(withoutReservation) },
    });
    return listing(call, rows, wrap, total);
  },
};

/** A customer gateway as a connection or tunnel knows it. */
function customerGateway(holder: JsonObject, ike: string, bgp: string, name: string): JsonObject {
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

/** Those of the scenario, and those that a connection names. */
function customerGatewaysOf({ connections, customerGateways }: RegionView): readonly JsonObject[] {
  const named = connections.flatMap((row) => {
    const name = textAt(row, 'Name');
    return [
      customerGateway(row, 'IkeConfig', 'VpnBgpConfig', name),
      ...tunnelsOf(row).map((tunnel) =>
        customerGateway(tunnel, 'TunnelIkeConfig', 'TunnelBgpConfig', name),
      ),
    ];
  });
  const all = new Map<string, JsonObject>();
  for (const row of [...customerGateways, ...named]) {
    const id = textAt(row, 'CustomerGatewayId');
    if (id !== '' && !all.has(id)) all.set(id, row);
  }
  return [...all.values()];
}

const describeCustomerGateways: Action = {
  notes:
    'filters `CustomerGatewayId`, tags; those of the scenario, and one for each that a connection names',
  scope: 'region',
  run: (call) => {
    const all = customerGatewaysOf(call.region);
    const { rows } = filterRows(all, call.params, CUSTOMER_GATEWAY_FILTERS);
    return listing(call, rows, (page) => ({ CustomerGateways: { CustomerGateway: page } }));
  },
};

/** The list calls by name. */
export const LISTS = {
  DescribeVpnConnections: describeVpnConnections,
  DescribeVpnGateways: describeVpnGateways,
  DescribeCustomerGateways: describeCustomerGateways,
} satisfies Record<string, Action>;
