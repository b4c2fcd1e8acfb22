/** Counts the routes of VPN gateways. */

import { incompleteError } from '../../alicloud/errors.ts';
import { together } from '../../alicloud/together.ts';
import type { Gateway } from '../gateways/item.ts';
import type { GatewayRoute, GatewayRoutePage } from './decode.ts';
import type { GatewayRouteCount, GatewayRoutes } from './item.ts';
import { isGone } from './route-counts.ts';

/** Asks for one page of the routes of one gateway, counted from 1. */
export type AskGatewayRoutes = (
  vpnGatewayId: string,
  type: 'custom' | 'bgp',
  pageNumber: number,
  signal: AbortSignal,
) => Promise<GatewayRoutePage>;

/** Far more routes than a gateway may have. */
const MAX_PAGES = 20;

/** Adds up routes that differ in their destination alone. */
function counted(routes: readonly GatewayRoute[]): readonly GatewayRouteCount[] {
  const counts = new Map<string, GatewayRouteCount>();
  for (const route of routes) {
    const kind = JSON.stringify([route.nextHop, route.type, route.state]);
    counts.set(kind, { ...route, count: (counts.get(kind)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}

async function routesOf(
  id: string,
  type: 'custom' | 'bgp',
  ask: AskGatewayRoutes,
  signal: AbortSignal,
): Promise<readonly GatewayRoute[]> {
  const routes: GatewayRoute[] = [];
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const page = await ask(id, type, number, signal);
    routes.push(...page.routes);
    if (routes.length === page.total) return routes;
    if (page.routes.length === 0) break;
  }
  throw incompleteError();
}

/** The route counts of VPN gateways; one that is gone meanwhile is left out. */
export async function readGatewayRoutes(
  gateways: readonly Gateway[],
  ask: AskGatewayRoutes,
  now: () => number,
  signal: AbortSignal,
): Promise<readonly GatewayRoutes[]> {
  const read = async (
    { id, bgpEnabled }: Gateway,
    stop: AbortSignal,
  ): Promise<readonly GatewayRoutes[]> => {
    try {
      const custom = await routesOf(id, 'custom', ask, stop);
      const bgp = bgpEnabled === 'false' ? [] : await routesOf(id, 'bgp', ask, stop);
      return [{ kind: 'gateway', id, counts: counted([...custom, ...bgp]), askedMs: now() }];
    } catch (error) {
      if (isGone(error)) return [];
      throw error;
    }
  };
  return (await together(gateways, read, signal)).flat();
}
