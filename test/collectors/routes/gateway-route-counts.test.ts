import { describe, expect, it } from '@jest/globals';
import type { GatewayRoute } from '../../../src/collectors/routes/decode.ts';
import {
  readGatewayRoutes,
  type AskGatewayRoutes,
} from '../../../src/collectors/routes/gateway-route-counts.ts';
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
});
