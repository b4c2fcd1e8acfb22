/** DescribeVcoRouteEntries: routes of a connection, and their counts in dual-tunnel mode. */

import { tunnelsOf } from '../filters.ts';
import { textAt, valueAt, type Json, type JsonObject } from '../json.ts';
import { Refusal } from '../refusals.ts';
import type { RegionView } from '../region-view.ts';
import type { Params } from '../wire-request.ts';
import type { Action } from './action.ts';
import { listing } from './listing.ts';

const ROUTE_TYPES: ReadonlySet<string> = new Set(['custom', 'bgp']);

export function routeType(params: Params): string {
  const type = params.get('RouteEntryType') ?? 'custom';
  if (!ROUTE_TYPES.has(type)) {
    throw new Refusal('InvalidParameter', {
      message: 'The specified RouteEntryType is not valid.',
    });
  }
  return type;
}

function connectionOf(params: Params, region: RegionView): JsonObject {
  const id = params.get('VpnConnectionId');
  if (!id) {
    throw new Refusal('MissingParameter', {
      message: 'VpnConnectionId is mandatory for this action.',
    });
  }
  const row = region.connections.find((connection) => connection['VpnConnectionId'] === id);
  if (row === undefined) throw new Refusal('InvalidVpnConnectionInstanceId.NotFound');
  return row;
}

function isUp(holder: JsonObject): boolean {
  return textAt(holder, 'Status') === 'ipsec_sa_established';
}

/** Whether the peer's BGP session stands: without it nothing is learnt from the peer. */
function hasBgpSession(connection: JsonObject): boolean {
  const tunnels = tunnelsOf(connection);
  return tunnels.length === 0
    ? isUp(connection) && textAt(connection, 'VpnBgpConfig.Status') === 'success'
    : tunnels.some(
        (tunnel) => isUp(tunnel) && textAt(tunnel, 'TunnelBgpConfig.BgpStatus') === 'success',
      );
}

/** NextHopTunnelIdList names tunnels only while their phase 2 is established. */
function withLiveTunnels(route: JsonObject, connection: JsonObject): JsonObject {
  const tunnels = valueAt(route, 'NextHopTunnelIdList');
  if (!Array.isArray(tunnels)) return route;
  const live = new Set<Json | undefined>(
    tunnelsOf(connection)
      .filter(isUp)
      .map((tunnel) => tunnel['TunnelId']),
  );
  return { ...route, NextHopTunnelIdList: tunnels.filter((id) => live.has(id)) };
}

function routesOf(connection: JsonObject, region: RegionView): readonly JsonObject[] {
  const hasSession = hasBgpSession(connection);
  return region.routes
    .filter((route) => route['VpnConnectionId'] === connection['VpnConnectionId'])
    .filter((route) => hasSession || route['Source'] !== 'VPN_BGP')
    .map((route) => withLiveTunnels(route, connection));
}

/** Counts of every kind of route, whatever kind was asked for; routes that were set by hand have no source. */
function countsOf(routes: readonly JsonObject[]): readonly JsonObject[] {
  const kinds = routes.map(
    (route) => `${textAt(route, 'RouteEntryType')} ${textAt(route, 'Source')}`,
  );
  return [...new Set(kinds)].map((kind) => {
    const [type = '', source = ''] = kind.split(' ');
    const count = kinds.filter((other) => other === kind).length;
    return { RouteEntryType: type, ...(source && { Source: source }), RouteCount: count };
  });
}

export const describeVcoRouteEntries: Action = {
  scope: 'region',
  run: (call) => {
    const type = routeType(call.params);
    const connection = connectionOf(call.params, call.region);
    const routes = routesOf(connection, call.region);
    const rows = routes.filter((route) => route['RouteEntryType'] === type);
    const counts = tunnelsOf(connection).length > 0 ? { VpnRouteCounts: countsOf(routes) } : {};
    return { ...listing(call, rows, (page) => ({ VcoRouteEntries: page })), ...counts };
  },
};
