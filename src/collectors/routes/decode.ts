/** Decodes answers of DescribeVcoRouteEntries and DescribeVpnRouteEntries down to what routes are counted by. */

import type { GatewayRouteCount, RouteCount } from './item.ts';
import { Fields } from '../../alicloud/decode/fields.ts';
import { PAGE_SIZE } from '../../alicloud/decode/page.ts';

/** One for each type and source. */
const MAX_COUNTS = 50;

/** What one answer tells. */
export interface RouteAnswer {
  /** Routes of the type that was asked for. */
  readonly total: number;
  /** `VpnRouteCounts`, whatever type was asked for; undefined when there are none, as for single-tunnel connections. */
  readonly counts: readonly RouteCount[] | undefined;
  /** `Source` of each route of this page; only BGP routes have one. */
  readonly sources: readonly string[];
}

/** A short word, so that a label stays one; '' when missing. A count under a wrong name would be a wrong count. */
function word(row: Fields, name: string): string {
  const text = row.text(name);
  return /^\w{0,32}$/.test(text) ? text : row.reject(name);
}

function decodeCount(row: Fields): RouteCount {
  return {
    type: word(row, 'RouteEntryType'),
    source: word(row, 'Source'),
    count: row.number('RouteCount') ?? row.reject('RouteCount'),
  };
}

/** @throws DecodeError when the body has no TotalCount, or a count that cannot be trusted. */
export function decodeRoutes(body: unknown): RouteAnswer {
  const fields = Fields.of(body, 'response');
  const total = fields.number('TotalCount') ?? fields.reject('TotalCount');
  const counts = fields.objects('VpnRouteCounts', MAX_COUNTS).map(decodeCount);
  return {
    total,
    counts: counts.length === 0 ? undefined : counts,
    sources: fields.objects('VcoRouteEntries', PAGE_SIZE).map((route) => word(route, 'Source')),
  };
}

/** A route of a VPN gateway. */
export interface GatewayRoute extends Omit<GatewayRouteCount, 'count'> {
  /** `RouteDest`; '' when missing. */
  readonly destination: string;
  /** `NextHopTunnelId`; '' when missing, as for single-tunnel connections. */
  readonly tunnelId: string;
}

export interface GatewayRoutePage {
  readonly total: number;
  readonly routes: readonly GatewayRoute[];
}

function decodeGatewayRoute(route: Fields): GatewayRoute {
  return {
    nextHop: route.id('NextHop'),
    type: word(route, 'RouteEntryType'),
    state: word(route, 'State').toLowerCase(),
    destination: route.text('RouteDest'),
    tunnelId: route.text('NextHopTunnelId'),
  };
}

/** @throws DecodeError when the body has no TotalCount, or a route that cannot be counted right. */
export function decodeGatewayRoutes(body: unknown): GatewayRoutePage {
  const fields = Fields.of(body, 'response');
  const total = fields.number('TotalCount') ?? fields.reject('TotalCount');
  const routes = fields.object('VpnRouteEntries')?.objects('VpnRouteEntry', PAGE_SIZE) ?? [];
  return { total, routes: routes.map(decodeGatewayRoute) };
}
