/** What passes through, and whose it is. */

import type { Row } from '../kit/board.ts';
import { rate } from '../kit/columns.ts';
import { graph } from '../kit/graph.ts';
import { toConnection } from '../kit/links.ts';
import { table } from '../kit/table.ts';
import { traffic as rates, type Direction } from '../queries/traffic.ts';
import { CONNECTION, keyed, ofRegion, REGION, withKey, withName } from '../queries/promql.ts';

const OFF = 'No rates: the collector traffic is off, or CloudMonitor has none.';

const LATE = 'CloudMonitor is 3 to 8 minutes late.';

const topTalkers = table({
  title: 'Top talkers',
  description: `The 20 connections that carry most, as the cloud's side counts it: receive is what comes from the peer. ${LATE}`,
  queries: [
    withKey(
      CONNECTION,
      withName(
        ofRegion,
        `topk(20, ${rates(ofRegion, 'receive')} + on (${CONNECTION}) ${rates(ofRegion, 'transmit')})`,
      ),
    ),
    keyed(CONNECTION, rates(ofRegion, 'receive')),
    keyed(CONNECTION, rates(ofRegion, 'transmit')),
  ],
  columns: [
    { field: 'name', title: 'Name', link: toConnection },
    { field: 'vpn_connection_id', title: 'Connection', link: toConnection },
    rate('Value #A', 'Together'),
    rate('Value #B', 'Receive'),
    rate('Value #C', 'Transmit'),
    { field: 'account', title: 'Account' },
    { field: 'region', title: 'Region' },
  ],
  width: 12,
  height: 8,
  sort: { by: 'Together', descending: true },
  nothing: OFF,
});

const perRegion = graph({
  title: 'Receive and transmit',
  description: `Bytes per second of all connections of each region, as the cloud's side counts it. ${LATE}`,
  series: [
    {
      expr: `sum by (${REGION}) (${rates(ofRegion, 'receive')})`,
      legend: '{{account}} {{region}} receive',
    },
    {
      expr: `sum by (${REGION}) (${rates(ofRegion, 'transmit')})`,
      legend: '{{account}} {{region}} transmit',
    },
  ],
  width: 12,
  unit: 'Bps',
  nothing: OFF,
});

function utilisation(direction: Direction): string {
  return ofRegion('alicloud_vpn:gateway:utilisation', `direction="${direction}"`);
}

const gateways = graph({
  title: 'Utilisation of VPN gateways',
  description: `Share of its bandwidth that each VPN gateway carries, in each direction; what is beyond the bandwidth is dropped. ${LATE}`,
  series: [
    { expr: utilisation('receive'), legend: '{{vpn_gateway_id}} receive' },
    { expr: utilisation('transmit'), legend: '{{vpn_gateway_id}} transmit' },
  ],
  width: 24,
  unit: 'percentunit',
  nothing: OFF,
});

/** The row. */
export const traffic: Row = {
  title: 'Traffic',
  collapsed: true,
  panels: [topTalkers, perRegion, gateways],
};
