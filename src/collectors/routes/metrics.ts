/** The metrics of the routes of a connection. */

import type { RouteCount } from './item.ts';
import { CONNECTION_KEY, type ConnectionKey } from '../connections/connection-metrics.ts';
import { familyOf, type Family } from '../../model/family.ts';

/** The route counts of one connection. */
export interface RoutesSubject {
  readonly key: ConnectionKey;
  readonly counts: readonly RouteCount[];
}

/** One count for each type and source: two samples of one series would cost the whole page. */
function merged(counts: readonly RouteCount[]): readonly RouteCount[] {
  const byKind = new Map<string, RouteCount>();
  for (const each of counts) {
    const kind = JSON.stringify([each.type, each.source]);
    byKind.set(kind, { ...each, count: each.count + (byKind.get(kind)?.count ?? 0) });
  }
  return [...byKind.values()];
}

/** All families of routes. */
export const routesFamilies: readonly Family<RoutesSubject>[] = [
  familyOf<RoutesSubject>()({
    name: 'alicloud_vpn_connection_routes',
    type: 'gauge',
    help: 'Routes of a connection of a transit router by RouteEntryType and Source (DescribeVcoRouteEntries: VpnRouteCounts, or TotalCount for a single-tunnel connection).',
    labels: [...CONNECTION_KEY, 'type', 'source'],
    samples: ({ key, counts }) =>
      merged(counts).map(({ type, source, count }) => [count, { ...key, type, source }]),
  }),
];
