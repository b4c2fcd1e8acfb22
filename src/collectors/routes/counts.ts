/** Counts the routes of connections and of VPN gateways, in as few calls as their kind allows. */

import { incompleteError } from '../../alicloud/answer.ts';
import { inParallel } from '../../model/concurrency.ts';
import type { Connection } from '../connections/item.ts';
import type { Gateway } from '../gateways/item.ts';
import type { GatewayRoute, GatewayRoutePage, RouteAnswer } from './decode.ts';
import type { ConnectionRoutes, GatewayRouteCount, GatewayRoutes, RouteCount } from './item.ts';
import { ApiError } from '../../model/failure.ts';

interface EntriesPage<Entry> {
  readonly total: number;
  readonly entries: readonly Entry[];
}

/** Far more routes than a connection or a gateway may have. */
const MAX_PAGES = 20;

/**
 * All pages, counted from 1.
 * @throws ApiError with reason `incomplete` when they do not add up.
 */
async function readEntries<Entry>(
  ask: (pageNumber: number) => Promise<EntriesPage<Entry>>,
): Promise<readonly Entry[]> {
  const all: Entry[] = [];
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const { total, entries } = await ask(number);
    all.push(...entries);
    if (all.length === total) return all;
    if (entries.length === 0) break;
  }
  throw incompleteError();
}

/** What is read of each; nothing of one that was deleted since it was listed. */
async function readEach<Subject, Item>(
  subjects: readonly Subject[],
  read: (subject: Subject, signal: AbortSignal) => Promise<Item>,
  signal: AbortSignal,
): Promise<readonly Item[]> {
  const unlessGone = async (subject: Subject, stop: AbortSignal): Promise<readonly Item[]> => {
    try {
      return [await read(subject, stop)];
    } catch (error) {
      const isGone = error instanceof ApiError && /^InvalidVpn.*NotFound$/.test(error.failure.code);
      if (isGone) return [];
      throw error;
    }
  };
  return (await inParallel(subjects, unlessGone, signal)).flat();
}

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
export function readRouteCounts(
  connections: readonly Connection[],
  ask: AskRoutes,
  now: () => number,
  signal: AbortSignal,
): Promise<readonly ConnectionRoutes[]> {
  const read = async (connection: Connection, stop: AbortSignal): Promise<ConnectionRoutes> => {
    const counts = await countsOf(connection, ask, stop);
    return { kind: 'connection', id: connection.id, counts, askedMs: now() };
  };
  return readEach(connections, read, signal);
}

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
export function readGatewayRoutes(
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
  return readEach(gateways, read, signal);
}
