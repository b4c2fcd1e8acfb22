/** IPsec-VPN connections and their tunnels. */

import {
  DescribeVpnConnectionsRequest,
  DescribeVpnConnectionsRequestTag,
} from '@alicloud/vpc20160428/dist/models/DescribeVpnConnectionsRequest.js';
import type { Listing } from '../../alicloud/api.ts';
import { type DecodedRow, PAGE_SIZE, pagesOf } from '../../alicloud/decode/page.ts';
import { listAll } from '../../alicloud/list.ts';
import { type Request, tagFilters, toRequest } from '../../alicloud/request.ts';
import { type Collector, flag } from '../collector.ts';
import { cryptoFamilies } from './crypto.ts';
import { decodeConnection, TUNNEL_OPTIONS } from './decode.ts';
import type { Connection } from './item.ts';
import { bgpFamilies, connectionFamilies, tunnelFamilies } from './metrics.ts';
import type { Filters } from '../../model/account.ts';
import type { Previous } from '../../model/values.ts';

/** One page of a region, with the account's filters. */
export function connectionsRequest(
  regionId: string,
  filters: Filters,
  pageNumber: number,
): Request {
  return toRequest(
    'DescribeVpnConnections',
    new DescribeVpnConnectionsRequest({
      regionId,
      pageNumber,
      pageSize: PAGE_SIZE,
      vpnGatewayId: filters.vpnGatewayId,
      customerGatewayId: filters.customerGatewayId,
      vpnConnectionId: filters.vpnConnectionId,
      resourceGroupId: filters.resourceGroupId,
      tag: tagFilters(filters.tags, DescribeVpnConnectionsRequestTag),
    }),
  );
}

/** The connections of one target that have been seen with tunnels. */
class LostTunnels {
  /** They stay here when what is known of them has become too old to be kept. */
  #dual: ReadonlySet<string> = new Set();

  /** The row, or that it is rejected. @param known what the target had at the last complete poll */
  check(row: DecodedRow<Connection>, known: Previous<Connection>): DecodedRow<Connection> {
    if (!('item' in row)) return row;
    const { id, mode, tunnels } = row.item;
    const before = known.get(id)?.item.tunnels.length ?? 0;
    const isLost = tunnels.length < before || (mode === 'single' && this.#dual.has(id));
    return isLost ? { id, field: TUNNEL_OPTIONS } : row;
  }

  /** Takes note of a complete walk: a connection that is not in it is gone. */
  remember({ items, rejected }: Pick<Listing<Connection>, 'items' | 'rejected'>): void {
    const dual = items.filter(({ mode }) => mode === 'dual').map(({ id }) => id);
    const kept = rejected.flatMap(({ id }) => (id !== undefined && this.#dual.has(id) ? [id] : []));
    this.#dual = new Set([...dual, ...kept]);
  }
}

/** Its keys in the configuration. */
interface Settings {
  readonly crypto: boolean;
}

export const connections: Collector<Connection, never, Settings> = {
  meaning: 'DescribeVpnConnections: connections and tunnels.',
  enabled: true,
  interval: 'poll',
  options: {
    crypto: flag(
      false,
      'Further metrics of how each tunnel is protected, and which of its choices are weak, without a call of their own.',
    ),
  },
  actions: { 'vpc:DescribeVpnConnections': 'nothing is known of connections and tunnels' },
  isOptional: false,
  followUp: undefined,
  lister: (api, settings) => {
    const { account, region } = api.target;
    const lostTunnels = new LostTunnels();
    return async ({ known }, signal) => {
      const listing = await listAll(
        api,
        {
          wrapper: 'VpnConnections',
          list: 'VpnConnection',
          idField: 'VpnConnectionId',
          decode: (row) => decodeConnection(row, settings),
          request: (page) => connectionsRequest(region, account.filters, page),
          check: (row) => lostTunnels.check(row, known),
        },
        known,
        signal,
      );
      lostTunnels.remember(listing);
      return listing;
    };
  },
  families: ({ crypto }, tagLabels) => [
    ...connectionFamilies(tagLabels),
    ...tunnelFamilies,
    ...bgpFamilies,
    ...(crypto ? cryptoFamilies : []),
  ],
  calls: (sizes) => pagesOf(sizes.connections),
};
