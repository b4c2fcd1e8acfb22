/** Which part of everything the query of a request asks for: `?account=prod&region=cn-hangzhou&state=down`. */

import type { ConnectionView } from './connection-view.ts';
import type { Overview } from './overview.ts';

/** What is asked for; '' asks for all. A value that nothing has shows nothing. */
export interface Filter {
  readonly account: string;
  readonly region: string;
  /** The level of a connection. */
  readonly state: string;
}

/** Reads a query; the first value of a name counts, and other names are ignored. */
export function readFilter(query: URLSearchParams): Filter {
  return {
    account: query.get('account') ?? '',
    region: query.get('region') ?? '',
    state: query.get('state') ?? '',
  };
}

/** Whether anything is left out. */
export function isFiltering({ account, region, state }: Filter): boolean {
  return account !== '' || region !== '' || state !== '';
}

/** The query that asks for this, to be put behind the address of the page; '?' for everything. */
export function queryOf(filter: Filter): string {
  const pairs = Object.entries(filter).filter(([, value]) => value !== '');
  return `?${new URLSearchParams(pairs).toString()}`;
}

/** The part of the accounts and regions asked for. Expected connections belong to no region. */
export function inScope(
  { targets, connections, gateways, expected }: Overview,
  { account, region }: Filter,
): Overview {
  const isIn = (view: { readonly account: string; readonly region: string }): boolean =>
    (account === '' || view.account === account) && (region === '' || view.region === region);
  return {
    targets: targets.filter(isIn),
    connections: connections.filter(isIn),
    gateways: gateways.filter(isIn),
    expected: expected.filter((one) => account === '' || one.account === account),
  };
}

/** The connections in the state asked for. */
export function inState(
  connections: readonly ConnectionView[],
  { state }: Filter,
): readonly ConnectionView[] {
  return state === '' ? connections : connections.filter(({ level }) => level === state);
}
