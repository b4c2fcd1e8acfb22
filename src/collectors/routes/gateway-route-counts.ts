/** Counts the routes of VPN gateways. */

import { inParallel } from '../../alicloud/in-parallel.ts';
import type { Gateway } from '../gateways/item.ts';
import { readEntries, unlessGone } from './entries.ts';
import type { GatewayRoute, GatewayRoutePage } from './decode.ts';
import type { GatewayRouteCount, GatewayRoutes } from './item.ts';

/** Asks for one page of the routes of one gateway, counted from 1. */
export type AskGatewayRoutes = (
  vpnGatewayId: string,
  type: 'custom' | 'bgp',
  pageNumber: number,
  signal: AbortSignal,
) => Promise<GatewayRoutePage>;

/** Adds up routes that differ in their destination alone; one that both tunnels of a connection have is one. */
function counted(routes: readonly GatewayRoute[]): readonly GatewayRouteCount[] {
  const counts = new Map<string, GatewayRouteCount>();
  const ofTunnels = new Set<string>();
  for (const { nextHop, type, state, destination, tunnelId } of routes) {
    const kind = JSON.stringify([nextHop, type, state]);
    if (tunnelId !== '' && destination !== '') {
      const route = JSON.stringify([kind, destination]);
      if (ofTunnels.has(route)) continue;
      ofTunnels.add(route);
    }
    counts.set(kind, { nextHop, type, state, count: (counts.get(kind)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}

function without(type: string, routes: readonly GatewayRoute[]): readonly GatewayRoute[] {
  return routes.filter((route) => route.type.toLowerCase() !== type);
}

/** The route counts of VPN gateways; one that is gone meanwhile is left out. */
export async function readGatewayRoutes(
  gateways: readonly Gateway[],
  ask: AskGatewayRoutes,
  now: () => number,
  signal: AbortSignal,
): Promise<readonly GatewayRoutes[]> {
  const read = async ({ id, bgpEnabled }: Gateway, stop: AbortSignal): Promise<GatewayRoutes> => {
    const routesOf = (type: 'custom' | 'bgp'): Promise<readonly GatewayRoute[]> =>
      readEntries(async (page) => {
        const { total, routes } = await ask(id, type, page, stop);
        return { total, entries: routes };
      });
    const custom = await routesOf('custom');
    const bgp = bgpEnabled === 'false' ? [] : await routesOf('bgp');
    // An answer that is not limited to the type asked for would count the other one's twice.
    const routes = [...without('bgp', custom), ...without('custom', bgp)];
    return { kind: 'gateway', id, counts: counted(routes), askedMs: now() };
  };
  const readings = await inParallel(
    gateways,
    (gateway, stop) => unlessGone(read(gateway, stop)),
    signal,
  );
  return readings.flat();
}
