/** The metrics of routes. */

import { familyOf, type Family } from '../../model/family.ts';
import type { Shown } from '../collector.ts';
import { CONNECTION_KEY } from '../connections/connection-metrics.ts';
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

const family = familyOf<Shown<Routes>>();

export const routesFamilies: readonly Family<Shown<Routes>>[] = [
  family({
    name: 'alicloud_vpn_connection_routes',
    type: 'gauge',
    help: 'Routes of a connection of a transit router by RouteEntryType and Source (DescribeVcoRouteEntries: VpnRouteCounts, or TotalCount for a single-tunnel connection).',
    labels: [...CONNECTION_KEY, 'type', 'source'],
    samples: ({ scope, item }) =>
      item.kind === 'connection'
        ? merged(item.counts).map(({ type, source, count }) => [
            count,
            { ...scope, vpn_connection_id: item.id, type, source },
          ])
        : [],
  }),
  family({
    name: 'alicloud_vpn_gateway_routes',
    type: 'gauge',
    help: 'Routes of a VPN gateway by NextHop, RouteEntryType and State (DescribeVpnRouteEntries); a route that is not published does not reach the VPC.',
    labels: ['account', 'region', 'vpn_gateway_id', 'vpn_connection_id', 'type', 'state'],
    samples: ({ scope, item }) =>
      item.kind === 'gateway'
        ? item.counts.map(({ nextHop, type, state, count }) => [
            count,
            { ...scope, vpn_gateway_id: item.id, vpn_connection_id: nextHop, type, state },
          ])
        : [],
  }),
];
