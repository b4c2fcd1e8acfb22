/** IPsec-VPN connections and their tunnels. */

import { listAll } from '../../alicloud/list.ts';
import { pagesOf } from '../../alicloud/decode/page.ts';
import { familiesOf } from '../../model/family.ts';
import type { Collector, Shown } from '../collector.ts';
import { flag } from '../option.ts';
import { bgpFamilies } from './bgp-metrics.ts';
import { connectionFamilies, type ConnectionSubject } from './connection-metrics.ts';
import { cryptoFamilies } from './crypto-metrics.ts';
import { decodeConnection } from './decode.ts';
import type { Connection } from './item.ts';
import { LostTunnels } from './lost-tunnels.ts';
import { connectionsRequest } from './request.ts';
import { tunnelFamilies } from './tunnel-metrics.ts';

/** Its keys in the configuration. */
interface Settings {
  readonly crypto: boolean;
}

function subjectOf({ scope, item }: Shown<Connection>): ConnectionSubject {
  return { key: { ...scope, vpn_connection_id: item.id }, connection: item };
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
  actions: ['vpc:DescribeVpnConnections'],
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
  families: ({ crypto }, tagLabels) =>
    familiesOf(
      [
        ...connectionFamilies(tagLabels),
        ...tunnelFamilies,
        ...bgpFamilies,
        ...(crypto ? cryptoFamilies : []),
      ],
      subjectOf,
    ),
  calls: (sizes) => pagesOf(sizes.connections),
};
