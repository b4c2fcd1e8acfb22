/** Counts the routes of connections, in as few calls as their kind allows. */

import type { Connection } from '../connections/item.ts';
import type { ConnectionRoutes, RouteCount } from './item.ts';
import { readEntries, unlessGone } from './entries.ts';
import type { RouteAnswer } from './decode.ts';
import { inParallel } from '../../alicloud/in-parallel.ts';

/** Asks for one page of the routes of one connection, counted from 1. */
export type AskRoutes = (
  vpnConnectionId: string,
  type: 'custom' | 'bgp',
  pageNumber: number,
  signal: AbortSignal,
) => Promise<RouteAnswer>;

/** BGP routes learnt from the peer; those with source CLOUD are learnt from the transit router. */
const BGP = { type: 'bgp', source: 'VPN_BGP' } as const;
/** Routes that somebody made have no source. */
const CUSTOM = { type: 'custom', source: '' } as const;

/** A label of ever new values would be ever new series. Two of them are kept for the peer's routes and for the rest. */
const MAX_SOURCES = 20;
const OTHER = 'other';

function usesBgp({ bgpUp, tunnels }: Connection): boolean {
  return bgpUp !== undefined || tunnels.some((tunnel) => tunnel.bgpUp !== undefined);
}

/** A type without routes is left out by the API; where BGP is on, no routes must be 0 and not nothing. */
function withZeros(counts: readonly RouteCount[], connection: Connection): readonly RouteCount[] {
  const hasBgp = counts.some(({ type, source }) => type === BGP.type && source === BGP.source);
  return usesBgp(connection) && !hasBgp ? [...counts, { ...BGP, count: 0 }] : counts;
}

/** The BGP routes of a single-tunnel connection by source: its answers have no counts, so the routes are counted. */
async function bgpCounts(
  vpnConnectionId: string,
  ask: AskRoutes,
  signal: AbortSignal,
): Promise<readonly RouteCount[]> {
  const sources = await readEntries(async (page) => {
    const answer = await ask(vpnConnectionId, BGP.type, page, signal);
    return { total: answer.total, entries: answer.sources };
  });
  const counts = new Map<string, number>();
  for (const source of sources) {
    const hasRoom = source === BGP.source || counts.size < MAX_SOURCES - 2;
    const kept = counts.has(source) || hasRoom ? source : OTHER;
    counts.set(kept, (counts.get(kept) ?? 0) + 1);
  }
  return [...counts].map(([source, count]) => ({ type: BGP.type, source, count }));
}

/** Dual-tunnel connections tell all counts in one answer; of others each type is asked for. */
async function countsOf(
  connection: Connection,
  ask: AskRoutes,
  signal: AbortSignal,
): Promise<readonly RouteCount[]> {
  const custom = await ask(connection.id, CUSTOM.type, 1, signal);
  if (custom.counts !== undefined) return withZeros(custom.counts, connection);
  const counts = [{ ...CUSTOM, count: custom.total }];
  if (!usesBgp(connection)) return counts;
  return withZeros([...counts, ...(await bgpCounts(connection.id, ask, signal))], connection);
}

/** The route counts of connections of transit routers; one that is gone meanwhile is left out. */
export async function readRouteCounts(
  connections: readonly Connection[],
  ask: AskRoutes,
  now: () => number,
  signal: AbortSignal,
): Promise<readonly ConnectionRoutes[]> {
  const read = async (connection: Connection, stop: AbortSignal): Promise<ConnectionRoutes> => {
    const counts = await countsOf(connection, ask, stop);
    return { kind: 'connection', id: connection.id, counts, askedMs: now() };
  };
  const readings = await inParallel(
    connections,
    (connection, stop) => unlessGone(read(connection, stop)),
    signal,
  );
  return readings.flat();
}
