/** DescribeVpnGateways; pending orders (ReservationData) come only when they are asked for. */

import { filterRows, GATEWAY_FILTERS } from '../filters.ts';
import { isObject, withValueAt, type Json, type JsonObject } from '../json.ts';
import type { Action } from './action.ts';
import { listing } from './listing.ts';

function withoutReservation(row: Json): Json {
  return isObject(row) && 'ReservationData' in row
    ? withValueAt(row, 'ReservationData', undefined)
    : row;
}

export const describeVpnGateways: Action = {
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
