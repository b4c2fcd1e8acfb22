/** The metrics of routes. */

import { rowsOf, type Family } from '../../model/family.ts';
import type { Shown } from '../collector.ts';
import { CONNECTION_KEY } from '../connections/metrics.ts';
import type { RouteCount, Routes } from './item.ts';

/** One count for each type and source: two samples of one series would cost the whole page. */
function merged(counts: readonly RouteCount[]): readonly RouteCount[] {
  const byKind = new Map<string, RouteCount>();
  for (const each of counts) {
    const kind = JSON.stringify([each.type, each.source]);
    byKind.set(kind, { ...each, count: each.count + (byKind.get(kind)?.count ?? 0) });
  }
  return [...byKind.values()];
}

const ofConnection = rowsOf(CONNECTION_KEY, ({ scope, item }: Shown<Routes>) =>
  item.kind === 'connection'
    ? [[{ ...scope, vpn_connection_id: item.id }, item.counts] as const]
    : [],
);

const ofGateway = rowsOf(
  ['account', 'region', 'vpn_gateway_id'],
  ({ scope, item }: Shown<Routes>) =>
    item.kind === 'gateway' ? [[{ ...scope, vpn_gateway_id: item.id }, item.counts] as const] : [],
);

export const routesFamilies: readonly Family<Shown<Routes>>[] = [
  ofConnection.row(
    'alicloud_vpn_connection_routes',
    'Routes of a connection of a transit router by RouteEntryType and Source (DescribeVcoRouteEntries: VpnRouteCounts, or TotalCount for a single-tunnel connection).',
    ['type', 'source'],
    (key, counts) =>
      merged(counts).map(({ type, source, count }) => [count, { ...key, type, source }]),
  ),
  ofGateway.row(
    'alicloud_vpn_gateway_routes',
    'Routes of a VPN gateway by NextHop, RouteEntryType and State (DescribeVpnRouteEntries); a route that is not published does not reach the VPC.',
    ['vpn_connection_id', 'type', 'state'],
    (key, counts) =>
      counts.map(({ nextHop, type, state, count }) => [
        count,
        { ...key, vpn_connection_id: nextHop, type, state },
      ]),
  ),
];
