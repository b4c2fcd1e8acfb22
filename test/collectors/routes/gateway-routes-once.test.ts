import { expect, it } from '@jest/globals';
import { decodeGatewayRoutes } from '../../../src/collectors/routes/decode.ts';
import { readGatewayRoutes } from '../../../src/collectors/routes/gateway-route-counts.ts';
import { gateway } from '../../support/samples.ts';

/** The counts of one gateway whose custom routes are these. */
async function countsOf(rows: readonly object[]) {
  const [routes] = await readGatewayRoutes(
    [gateway('vpn-1', { bgpEnabled: 'false' })],
    async () =>
      decodeGatewayRoutes({
        TotalCount: rows.length,
        VpnRouteEntries: { VpnRouteEntry: rows },
      }),
    () => 0,
    new AbortController().signal,
  );
  return routes?.counts.map(({ count }) => count);
}

const route = { NextHop: 'vco-1', RouteEntryType: 'custom', State: 'published' };

it.each([
  [
    'one that both tunnels have counts once',
    [
      { ...route, RouteDest: '10.0.0.0/8', NextHopTunnelId: 'tun-1' },
      { ...route, RouteDest: '10.0.0.0/8', NextHopTunnelId: 'tun-2' },
      { ...route, RouteDest: '10.1.0.0/16', NextHopTunnelId: 'tun-1' },
    ],
    [2],
  ],
  ['those of which no tunnel is told count each', [route, route], [2]],
  ['states count apart', [route, { ...route, State: 'normal' }], [1, 1]],
])('of the routes of a gateway, %s', async (_, rows, counts) => {
  expect(await countsOf(rows)).toEqual(counts);
});
