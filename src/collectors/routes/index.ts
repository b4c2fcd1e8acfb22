/** Route counts of connections of transit routers: the API counts those of a VPN gateway for all its connections together. */

import { listingOf } from '../../alicloud/api.ts';
import { familiesOf } from '../../model/family.ts';
import type { Collector } from '../collector.ts';
import type { Connection } from '../connections/item.ts';
import { decodeRoutes } from './decode.ts';
import type { ConnectionRoutes } from './item.ts';
import { routesFamilies } from './metrics.ts';
import { routesRequest } from './request.ts';
import { readRouteCounts } from './route-counts.ts';

interface Needs {
  readonly connections: readonly Connection[];
}

/** Route counts of a single-tunnel connection take one call per kind of route; of a dual-tunnel one, half of that. */
const CALLS = 2;

export const routes: Collector<ConnectionRoutes, Connection, unknown, Needs> = {
  meaning:
    'DescribeVcoRouteEntries: route counts, up to two calls per connection. They take half of `poll.requests_per_minute` at most; where that is not enough, each poll counts some connections, in turn.',
  enabled: false,
  interval: undefined,
  options: {},
  actions: ['vpc:DescribeVcoRouteEntries'],
  isOptional: true,
  followUp: {
    needs: ['connections'],
    subjects: ({ connections = [] }) =>
      new Map(
        connections
          .filter(({ attachType }) => attachType === 'CEN')
          .map((connection) => [connection.id, connection]),
      ),
    isDue: () => true,
    askedMs: ({ askedMs }) => askedMs,
    merge: (_known, answer) => answer,
    staysTrue: false,
    subjectsPerCall: 1 / CALLS,
  },
  lister:
    (api) =>
    async ({ subjects }, signal) =>
      listingOf(
        await readRouteCounts(
          subjects,
          (id, type, page, stop) =>
            api.call(routesRequest(api.target.region, id, type, page), decodeRoutes, stop),
          api.now,
          signal,
        ),
      ),
  families: () =>
    familiesOf(routesFamilies, ({ scope, item: { id, counts } }) => ({
      key: { ...scope, vpn_connection_id: id },
      counts,
    })),
  calls: ({ connections }) => CALLS * connections,
};
