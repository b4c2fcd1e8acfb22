/** What passes through the connection and its tunnels. */

import type { Row } from '../kit/board.ts';
import { graph } from '../kit/graph.ts';
import { traffic as rates, tunnelTraffic, type Direction } from '../queries/traffic.ts';
import { ofConnection, withName, withTunnelName } from '../queries/promql.ts';

const OFF = 'No rates: the collector traffic is off, or CloudMonitor has none.';

const receiveAndTransmit = graph({
  title: 'Receive and transmit',
  description:
    "Bytes per second of each connection, as the cloud's side counts it: receive is what comes from the peer. One direction at 0 beside another that is not: nothing comes back. CloudMonitor is 3 to 8 minutes late.",
  series: [
    { expr: withName(ofConnection, rates(ofConnection, 'receive')), legend: '{{name}} receive' },
    { expr: withName(ofConnection, rates(ofConnection, 'transmit')), legend: '{{name}} transmit' },
  ],
  width: 12,
  unit: 'Bps',
  nothing: OFF,
});

function ofTunnels(direction: Direction): string {
  return withTunnelName(ofConnection, tunnelTraffic(ofConnection, direction));
}

const byTunnel = graph({
  title: 'Receive and transmit of each tunnel',
  description: 'Which of the two tunnels carries the traffic. CloudMonitor is 3 to 8 minutes late.',
  series: [
    { expr: ofTunnels('receive'), legend: '{{name}} {{role}}{{tunnel_index}} receive' },
    { expr: ofTunnels('transmit'), legend: '{{name}} {{role}}{{tunnel_index}} transmit' },
  ],
  width: 12,
  unit: 'Bps',
  nothing: OFF,
});

/** The row. */
export const traffic: Row = { title: 'Traffic', panels: [receiveAndTransmit, byTunnel] };
