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
import { PAGE_SIZE } from './decode/page.ts';
import type { BodyLimits } from './http/body.ts';

/** One call: the action and its query parameters. */
export interface Request {
  readonly action: string;
  readonly query: Readonly<Record<string, string>>;
  /** How much of an answer is read. */
  readonly limits: BodyLimits;
}

/** A page of 50 rows is below 200 KB, and no text in it that is read is longer than 512 characters. */
const LIMITS: BodyLimits = { maxBytes: 2 * 1024 * 1024, maxText: 4096 };

/** Log text of 50 links; what is read of the rest is as short as elsewhere. */
const DIAGNOSIS_LIMITS: BodyLimits = { ...LIMITS, maxBytes: 16 * 1024 * 1024 };

interface Model {
  validate(): void;
  toMap(): Record<string, unknown>;
}

/** Flattens a request model as the SDK's client does: lists become Tag.1.Key, missing fields are left out. */
function toRequest(action: string, model: Model, limits = LIMITS): Request {
  model.validate();
  const query: Readonly<Record<string, unknown>> = OpenApiUtil.query(model.toMap());
  return {
    action,
    limits,
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
      includeReservationData: true,
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
    DIAGNOSIS_LIMITS,
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
