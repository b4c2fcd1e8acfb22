/** The typed requests of the SDK, as query parameters. Deep imports: the package's main module loads all 1,213 models. */

import { OpenApiUtil } from '@alicloud/openapi-core';
import { DescribeVcoRouteEntriesRequest } from '@alicloud/vpc20160428/dist/models/DescribeVcoRouteEntriesRequest.js';
import { DescribeRegionsRequest } from '@alicloud/vpc20160428/dist/models/DescribeRegionsRequest.js';
import {
  DescribeVpnConnectionsRequest,
  DescribeVpnConnectionsRequestTag,
} from '@alicloud/vpc20160428/dist/models/DescribeVpnConnectionsRequest.js';
import { DescribeVpnGatewaysRequest } from '@alicloud/vpc20160428/dist/models/DescribeVpnGatewaysRequest.js';
import { DiagnoseVpnConnectionsRequest } from '@alicloud/vpc20160428/dist/models/DiagnoseVpnConnectionsRequest.js';
import type { Filters } from '../config/config.ts';

/** One call: the action and its query parameters. */
export interface Request {
  readonly action: string;
  readonly query: Readonly<Record<string, string>>;
}

/** The largest page that the API gives. */
export const PAGE_SIZE = 50;

interface Model {
  validate(): void;
  toMap(): Record<string, unknown>;
}

/** Flattens a request model as the SDK's client does: lists become Tag.1.Key, missing fields are left out. */
function toRequest(action: string, model: Model): Request {
  model.validate();
  const query: Readonly<Record<string, unknown>> = OpenApiUtil.query(model.toMap());
  return {
    action,
    query: Object.fromEntries(
      Object.entries(query)
        .filter(([, value]) => value !== undefined && value !== null)
        .map(([key, value]) => [key, String(value)]),
    ),
  };
}

/** DescribeVpnConnections: one page of a region, with the account's filters. */
export function connectionsRequest(
  regionId: string,
  filters: Filters,
  pageNumber: number,
): Request {
  const tags = Object.entries(filters.tags).map(
    ([key, value]) => new DescribeVpnConnectionsRequestTag({ key, value }),
  );
  return toRequest(
    'DescribeVpnConnections',
    new DescribeVpnConnectionsRequest({
      regionId,
      pageNumber,
      pageSize: PAGE_SIZE,
      vpnGatewayId: filters.vpnGatewayId,
      customerGatewayId: filters.customerGatewayId,
      vpnConnectionId: filters.vpnConnectionId,
      resourceGroupId: filters.resourceGroupId,
      tag: tags.length === 0 ? undefined : tags,
    }),
  );
}

/** DescribeVpnGateways: one page of a region; of the account's filters those that name gateways. */
export function gatewaysRequest(regionId: string, filters: Filters, pageNumber: number): Request {
  return toRequest(
    'DescribeVpnGateways',
    new DescribeVpnGatewaysRequest({
      regionId,
      pageNumber,
      pageSize: PAGE_SIZE,
      vpnGatewayId: filters.vpnGatewayId,
      resourceGroupId: filters.resourceGroupId,
    }),
  );
}

/** DescribeRegions: needs no permission, has no pages. */
export function regionsRequest(): Request {
  return toRequest('DescribeRegions', new DescribeRegionsRequest({ acceptLanguage: 'en-US' }));
}

/**
 * DiagnoseVpnConnections: one page of what is wrong with some links. A single-tunnel connection is
 * named by its own id, one of two tunnels by the ids of the tunnels.
 */
export function diagnoseRequest(
  regionId: string,
  ids: { readonly vpnConnectionIds: readonly string[] } | { readonly tunnelIds: readonly string[] },
  pageNumber: number,
): Request {
  return toRequest(
    'DiagnoseVpnConnections',
    new DiagnoseVpnConnectionsRequest({ regionId, pageNumber, pageSize: PAGE_SIZE, ...ids }),
  );
}

/** DescribeVcoRouteEntries: one page; of custom routes only the counts beside them are wanted. */
export function routesRequest(
  regionId: string,
  vpnConnectionId: string,
  routeEntryType: 'custom' | 'bgp',
  pageNumber: number,
): Request {
  return toRequest(
    'DescribeVcoRouteEntries',
    new DescribeVcoRouteEntriesRequest({
      regionId,
      vpnConnectionId,
      routeEntryType,
      pageNumber,
      pageSize: routeEntryType === 'custom' ? 1 : PAGE_SIZE,
    }),
  );
}
