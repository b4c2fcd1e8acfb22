/** Which part of everything the query of a request asks for: `?account=prod&region=cn-hangzhou&state=down&q=office`. */

import type { Tunnel } from '../collectors/connections/item.ts';
import type { ConnectionView } from './connection-view.ts';
import type { GatewayView } from './gateway-view.ts';
import type { Overview } from './overview.ts';

/** What is asked for; '' asks for all. A value that nothing has shows nothing. */
export interface Filter {
  readonly account: string;
  readonly region: string;
  /** The level of a connection. */
  readonly state: string;
  /** The id of one connection. */
  readonly connection: string;
  /** Text in a name, id or address, without regard to case. */
  readonly q: string;
  /** Seconds after which browsers load the page again, kept by every link; '' for never. It leaves nothing out. */
  readonly refresh: string;
}

/** What `refresh` may be. */
export const REFRESH_SECONDS = ['15', '60'] as const;

/** The names of the query's parameters. */
const KEYS = [
  'account',
  'region',
  'state',
  'connection',
  'q',
] as const satisfies readonly (keyof Filter)[];

/** The filter that shows everything, with the refresh of this one. */
export function withoutFilter({ refresh }: Filter): Filter {
  return { account: '', region: '', state: '', connection: '', q: '', refresh };
}

/** Reads a query; the first value of a name counts, and other names are ignored. */
export function readFilter(query: URLSearchParams): Filter {
  const value = (key: keyof Filter): string => query.get(key) ?? '';
  return {
    account: value('account'),
    region: value('region'),
    state: value('state'),
    connection: value('connection').trim(),
    q: value('q').trim(),
    refresh: REFRESH_SECONDS.find((seconds) => seconds === query.get('refresh')) ?? '',
  };
}

/** Whether anything is left out. */
export function isFiltering(filter: Filter): boolean {
  return KEYS.some((key) => filter[key] !== '');
}

/** The query that asks for this, to be put behind the address of the page; '?' for everything. */
export function queryOf(filter: Filter, page = 1): string {
  const query = new URLSearchParams();
  for (const key of [...KEYS, 'refresh'] as const)
    if (filter[key] !== '') query.set(key, filter[key]);
  if (page > 1) query.set('page', String(page));
  return `?${query.toString()}`;
}

function tunnelTexts(tunnel: Tunnel | undefined): readonly string[] {
  if (tunnel === undefined) return [];
  return [tunnel.id, tunnel.internetIp, tunnel.peerId, tunnel.customerGatewayId];
}

function connectionTexts({
  account,
  region,
  connection,
  links,
  sites,
}: ConnectionView): readonly string[] {
  const { id, name, vpnGatewayId, customerGatewayId, transitRouterId, internetIp } = connection;
  const own = [account, region, id, name, vpnGatewayId, customerGatewayId, transitRouterId];
  return [...own, ...sites, internetIp, ...links.flatMap(({ tunnel }) => tunnelTexts(tunnel))];
}

function gatewayTexts({ account, region, gateway }: GatewayView): readonly string[] {
  return [account, region, gateway.id, gateway.name, gateway.vpcId, gateway.internetIp];
}

/** Whether a connection is the one, or one of those, whose id and text are asked for. */
function matchesConnection(view: ConnectionView, { connection, q }: Filter): boolean {
  return (
    (connection === '' || view.connection.id === connection) && has(() => connectionTexts(view), q)
  );
}

/** @param textsOf asked only where there is something to look for. */
function has(textsOf: () => readonly string[], q: string): boolean {
  if (q === '') return true;
  return textsOf().join('\n').toLowerCase().includes(q.toLowerCase());
}

/**
 * The part asked for, of connections in any state. Expected connections belong to no region; a search for text or for
 * one connection leaves out what is of another kind and does not match.
 */
export function inScope(
  { targets, connections, gateways, expected }: Overview,
  filter: Filter,
): Overview {
  const { account, region, connection, q } = filter;
  const isIn = (view: { readonly account: string; readonly region: string }): boolean =>
    (account === '' || view.account === account) && (region === '' || view.region === region);
  return {
    targets: targets.filter((view) => isIn(view) && has(() => [view.account, view.region], q)),
    connections: connections.filter((view) => isIn(view) && matchesConnection(view, filter)),
    gateways: gateways.filter(
      (view) => isIn(view) && connection === '' && has(() => gatewayTexts(view), q),
    ),
    expected: expected.filter(
      (one) =>
        (account === '' || one.account === account) &&
        (connection === '' || one.vpnConnectionId === connection) &&
        has(() => [one.account, one.vpnConnectionId], q),
    ),
  };
}

/** The connections in the state asked for. */
export function inState(
  connections: readonly ConnectionView[],
  { state }: Filter,
): readonly ConnectionView[] {
  return state === '' ? connections : connections.filter(({ level }) => level === state);
}
