import { describe, expect, it } from '@jest/globals';
import { decodeGatewayRoutes, type GatewayRoute } from '../../../src/collectors/routes/decode.ts';
import { type AskGatewayRoutes, readGatewayRoutes } from '../../../src/collectors/routes/counts.ts';
import { gateway } from '../../support/samples.ts';

type Counted = Omit<GatewayRoute, 'destination' | 'tunnelId'>;

const CUSTOM: Counted = { nextHop: 'vco-1', type: 'custom', state: 'normal' };
const BGP: Counted = { nextHop: 'vco-1', type: 'bgp', state: 'published' };

/** The counts of a gateway with BGP. */
async function counts(ask: (type: string) => readonly Counted[]) {
  const askPage: AskGatewayRoutes = (_id, type) => {
    const routes = ask(type).map((route) => ({ ...route, destination: '', tunnelId: '' }));
    return Promise.resolve({ total: routes.length, routes });
  };
  const all = await readGatewayRoutes(
    [gateway('vpn-1', { bgpEnabled: 'true' })],
    askPage,
    () => 7,
    new AbortController().signal,
  );
  return all[0]?.counts;
}

/** The counts of one gateway whose custom routes are these. */
async function customCounts(rows: readonly object[]) {
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

describe('the routes of a gateway', () => {
  const once = [
    { ...CUSTOM, count: 1 },
    { ...BGP, count: 1 },
  ];

  it('are those of both types', async () => {
    expect(await counts((type) => (type === 'bgp' ? [BGP] : [CUSTOM]))).toEqual(once);
  });

  it('count once where an answer is not limited to the type that was asked for', async () => {
    expect(await counts(() => [CUSTOM, BGP])).toEqual(once);
  });

  it.each([
    [
      'count once where both tunnels have them',
      [
        { ...route, RouteDest: '10.0.0.0/8', NextHopTunnelId: 'tun-1' },
        { ...route, RouteDest: '10.0.0.0/8', NextHopTunnelId: 'tun-2' },
        { ...route, RouteDest: '10.1.0.0/16', NextHopTunnelId: 'tun-1' },
      ],
      [2],
    ],
    ['count each where no tunnel is told', [route, route], [2]],
    ['count apart by state', [route, { ...route, State: 'normal' }], [1, 1]],
  ])('%s', async (_, rows, counts) => {
    expect(await customCounts(rows)).toEqual(counts);
  });
});
