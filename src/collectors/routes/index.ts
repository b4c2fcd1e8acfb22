/** Route counts: of each connection of a transit router, and of each VPN gateway by connection. */

import { listingOf } from '../../alicloud/api.ts';
import type { Collector } from '../collector.ts';
import type { Connection } from '../connections/item.ts';
import type { Gateway } from '../gateways/item.ts';
import { decodeGatewayRoutes, decodeRoutes } from './decode.ts';
import { readGatewayRoutes, readRouteCounts } from './counts.ts';
import type { Routes } from './item.ts';
import { routesFamilies } from './metrics.ts';
import { gatewayRoutesRequest, routesRequest } from './request.ts';

interface Needs {
  readonly connections: readonly Connection[];
  readonly gateways: readonly Gateway[];
}

/** What has routes. */
type Subject = { readonly connection: Connection } | { readonly gateway: Gateway };

/** One for each kind of route; a dual-tunnel connection tells both in one. */
const CALLS = 2;

/** The API counts the routes of a VPN gateway for all its connections together. */
function subjects({ connections = [], gateways = [] }: Partial<Needs>) {
  return new Map<string, Subject>([
    ...connections
      .filter(({ attachType }) => attachType === 'CEN')
      .map((connection) => [connection.id, { connection }] as const),
    ...gateways.map((gateway) => [gateway.id, { gateway }] as const),
  ]);
}

export const routes: Collector<Routes, Subject, unknown, Needs> = {
  meaning:
    'DescribeVcoRouteEntries and DescribeVpnRouteEntries: route counts, up to two calls per connection of a transit router and per VPN gateway. They take half of `poll.requests_per_minute` at most; where that is not enough, each poll counts some, in turn.',
  enabled: false,
  interval: undefined,
  options: {},
  actions: {
    'vpc:DescribeVcoRouteEntries': 'no route counts',
    'vpc:DescribeVpnRouteEntries': 'no route counts of VPN gateways',
  },
  isOptional: true,
  followUp: {
    needs: ['connections', 'gateways'],
    subjects,
    sample: (needs) => {
      const all = [...subjects(needs).values()];
      const connection = all.find((each) => 'connection' in each);
      const gateway = all.find((each) => 'gateway' in each);
      return [connection, gateway].filter((each) => each !== undefined);
    },
    isDue: () => true,
    askedMs: ({ askedMs }) => askedMs,
    merge: (_known, answer) => answer,
    staysTrue: false,
    subjectsPerCall: 1 / CALLS,
  },
  lister: (api) => {
    const { region } = api.target;
    const now = (): number => api.clock.monotonic();
    return async (ask, signal) => {
      const ofConnections = readRouteCounts(
        ask.subjects.flatMap((each) => ('connection' in each ? [each.connection] : [])),
        (id, type, page, stop) =>
          api.call(routesRequest(region, id, type, page), decodeRoutes, stop),
        now,
        signal,
      );
      const ofGateways = readGatewayRoutes(
        ask.subjects.flatMap((each) => ('gateway' in each ? [each.gateway] : [])),
        (id, type, page, stop) =>
          api.call(gatewayRoutesRequest(region, id, type, page), decodeGatewayRoutes, stop),
        now,
        signal,
      );
      return listingOf((await Promise.all([ofConnections, ofGateways])).flat());
    };
  },
  families: () => routesFamilies,
  // A connection belongs to a transit router or to a gateway.
  calls: ({ connections, gateways }) => CALLS * Math.max(connections, gateways),
};
