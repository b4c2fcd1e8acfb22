/** Routes of a connection, with their counts in dual-tunnel mode, and of a VPN gateway. */

import { textAt, valueAt, type Json, type JsonObject } from '../json.ts';
import type { RegionView } from '../world.ts';
import { Refusal, type Params } from '../wire.ts';
import { isUp, mandatory, tunnelsOf, type Action } from './action.ts';
import { listing } from './listing.ts';

const ROUTE_TYPES: ReadonlySet<string> = new Set(['custom', 'bgp']);

function routeType(params: Params): string {
  const type = params.get('RouteEntryType') ?? 'custom';
  if (!ROUTE_TYPES.has(type)) {
    throw new Refusal('InvalidParameter', {
      message: 'The specified RouteEntryType is not valid.',
    });
  }
  return type;
}

function connectionOf(params: Params, region: RegionView): JsonObject {
  const id = mandatory(params, 'VpnConnectionId');
  const row = region.connections.find((connection) => connection['VpnConnectionId'] === id);
  if (row === undefined) throw new Refusal('InvalidVpnConnectionInstanceId.NotFound');
  return row;
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
  notes:
    '`VpnRouteCounts` for dual-tunnel connections; what a peer announced goes with its BGP session',
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

export const describeVpnRouteEntries: Action = {
  notes: 'of one gateway (`VpnGatewayId`) and kind (`RouteEntryType`)',
  scope: 'region',
  run: (call) => {
    const { params, region } = call;
    const type = routeType(params);
    const id = mandatory(params, 'VpnGatewayId');
    if (!region.gateways.some((row) => row['VpnGatewayId'] === id)) {
      throw new Refusal('InvalidVpnGatewayInstanceId.NotFound');
    }
    const rows = region.gatewayRoutes.filter(
      (route) => route['VpnInstanceId'] === id && textAt(route, 'RouteEntryType') === type,
    );
    return listing(call, rows, (page) => ({ VpnRouteEntries: { VpnRouteEntry: page } }));
  },
};
