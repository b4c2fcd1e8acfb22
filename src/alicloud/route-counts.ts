/** Counts the routes of connections, in as few calls as their kind allows. */

import type { Connection, ConnectionRoutes, RouteCount } from '../domain.ts';
import type { RouteAnswer } from './decode/routes.ts';
import { ApiError } from './failure.ts';
import { together } from './together.ts';

/** Asks for the routes of one connection. */
export type AskRoutes = (
  vpnConnectionId: string,
  type: 'custom' | 'bgp',
  signal: AbortSignal,
) => Promise<RouteAnswer>;

const BGP = { type: 'bgp', source: 'VPN_BGP' } as const;
const CUSTOM = { type: 'custom', source: 'CLOUD' } as const;

function usesBgp({ bgpUp, tunnels }: Connection): boolean {
  return bgpUp !== undefined || tunnels.some((tunnel) => tunnel.bgpUp !== undefined);
}

/** A type without routes is left out by the API; where BGP is on, no routes must be 0 and not nothing. */
function withZeros(counts: readonly RouteCount[], connection: Connection): readonly RouteCount[] {
  const hasBgp = counts.some(({ type, source }) => type === BGP.type && source === BGP.source);
  return usesBgp(connection) && !hasBgp ? [...counts, { ...BGP, count: 0 }] : counts;
}

/** Dual-tunnel connections tell all counts in one answer; of others each type is asked for. */
async function countsOf(
  connection: Connection,
  ask: AskRoutes,
  signal: AbortSignal,
): Promise<readonly RouteCount[]> {
  const custom = await ask(connection.id, 'custom', signal);
  if (custom.counts !== undefined) return withZeros(custom.counts, connection);
  const counts = [{ ...CUSTOM, count: custom.total }];
  if (!usesBgp(connection)) return counts;
  const bgp = await ask(connection.id, 'bgp', signal);
  return [...counts, { ...BGP, count: bgp.total }];
}

/** Deleted since the connections were listed. */
function isGone(error: unknown): boolean {
  return error instanceof ApiError && /^InvalidVpn.*NotFound$/.test(error.failure.code);
}

/** The route counts of connections of transit routers; one that is gone meanwhile is left out. */
export async function readRouteCounts(
  connections: readonly Connection[],
  ask: AskRoutes,
  now: () => number,
  signal: AbortSignal,
): Promise<readonly ConnectionRoutes[]> {
  const read = async (
    connection: Connection,
    stop: AbortSignal,
  ): Promise<readonly ConnectionRoutes[]> => {
    try {
      const counts = await countsOf(connection, ask, stop);
      return [{ id: connection.id, counts, askedMs: now() }];
    } catch (error) {
      if (isGone(error)) return [];
      throw error;
    }
  };
  return (await together(connections, read, signal)).flat();
}
