/** DescribeVpnRouteEntries: the routes of a VPN gateway. */

import { textAt } from '../json.ts';
import { Refusal } from '../refusals.ts';
import type { Action } from './action.ts';
import { routeType } from './describe-vco-route-entries.ts';
import { listing } from './listing.ts';

export const describeVpnRouteEntries: Action = {
  scope: 'region',
  run: (call) => {
    const { params, region } = call;
    const type = routeType(params);
    const id = params.get('VpnGatewayId');
    if (!id) {
      throw new Refusal('MissingParameter', {
        message: 'VpnGatewayId is mandatory for this action.',
      });
    }
    if (!region.gateways.some((row) => row['VpnGatewayId'] === id)) {
      throw new Refusal('InvalidVpnGatewayInstanceId.NotFound');
    }
    const rows = region.gatewayRoutes.filter(
      (route) => route['VpnInstanceId'] === id && textAt(route, 'RouteEntryType') === type,
    );
    return listing(call, rows, (page) => ({ VpnRouteEntries: { VpnRouteEntry: page } }));
  },
};
