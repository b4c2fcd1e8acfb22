/** The parts of a poll: each lists one kind of resource of a target. */

import type { CloudApi, Listing } from '../alicloud/api.ts';
import type { Known } from '../model/known.ts';
import type { Items } from './store.ts';

/** One kind of resource and how it is listed. */
export interface Collector<Name extends keyof Items> {
  readonly name: Name;
  /**
   * Lists the resources of the API's target.
   * @param known what the target had at the last complete poll.
   */
  readonly list: (
    api: CloudApi,
    known: Known<Items[Name]>,
    signal: AbortSignal,
  ) => Promise<Listing<Items[Name]>>;
}

/** What is listed by itself; the rest follows from the connections. */
export const LISTED = ['connections', 'gateways', 'regions'] as const;
export type ListedName = (typeof LISTED)[number];

/** All collectors that list by themselves, by name. */
export const collectors: { readonly [Name in ListedName]: Collector<Name> } = {
  connections: {
    name: 'connections',
    list: (api, known, signal) => api.listConnections(known, signal),
  },
  gateways: {
    name: 'gateways',
    list: (api, known, signal) => api.listGateways(known, signal),
  },
  regions: {
    name: 'regions',
    list: (api, _known, signal) => api.listRegions(signal),
  },
};
