/** DescribeVpnConnections: connections of VPN gateways and of transit routers alike. */

import { CONNECTION_FILTERS, filterRows } from '../filters.ts';
import type { Action } from './action.ts';
import { listing } from './listing.ts';

export const describeVpnConnections: Action = {
  scope: 'region',
  run: (call) => {
    const { rows, filtered } = filterRows(call.region.connections, call.params, CONNECTION_FILTERS);
    const total = filtered ? undefined : call.region.totalCount.connections;
    return listing(call, rows, (page) => ({ VpnConnections: { VpnConnection: page } }), total);
  },
};
