/** What collectors ask for and make of the answers, over the real wire. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTransport, type Transport } from '../../src/alicloud/transport.ts';
import { COLLECTOR_NAMES } from '../../src/collectors/index.ts';
import { systemClock } from '../../src/model/clock.ts';
import { listsOf, type Lists } from '../../src/polling/polled.ts';
import { parseScenario } from '../../src/simulator/scenario.ts';
import { connectionRow } from '../support/rows/connection-row.ts';
import { gatewayRow } from '../support/rows/gateway-row.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { POLL } from '../alicloud/support/client.ts';
import { credentialSource } from '../support/exporter.ts';
import { Client } from '../../src/alicloud/client.ts';
import { Limiter } from '../../src/alicloud/limits.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { account, collectors, gateway } from '../support/samples.ts';

const KEY = { id: 'wire-key', secret: 'wire-secret' };
const NOTHING = new Map<string, never>();

const route = (RouteDest: string, rest: object) => ({
  VpnInstanceId: 'vpn-1',
  RouteDest,
  NextHop: 'vco-1',
  RouteEntryType: 'custom',
  State: 'published',
  ...rest,
});

const SCENARIO = parseScenario({
  accounts: [
    {
      name: 'prod',
      accessKeys: [KEY],
      regions: {
        'cn-hangzhou': {
          connections: [
            {
              ...connectionRow({ name: 'office', mode: 'single' }),
              CustomerGatewayId: 'cgw-office',
            },
            connectionRow({ name: 'hub', mode: 'dual' }),
          ],
          gateways: [
            {
              ...gatewayRow({ name: 'g', chargeType: 'POSTPAY', endMs: 0 }),
              VpnGatewayId: 'vpn-1',
            },
          ],
          customerGateways: [
            {
              CustomerGatewayId: 'cgw-office',
              Name: 'office',
              IpAddress: '203.0.113.7',
              Asn: 65_001,
              AuthKey: 'TOP-SECRET',
            },
          ],
          gatewayRoutes: [
            ...Array.from({ length: 45 }, (_, index) =>
              route(`10.${index}.0.0/16`, { RouteEntryType: 'bgp', Source: 'VPN_BGP' }),
            ),
            ...Array.from({ length: 51 }, (_, index) => route(`172.16.${index}.0/24`, {})),
            route('192.168.0.0/16', { State: 'normal' }),
            route('192.168.1.0/24', { NextHop: 'vco-2' }),
          ],
        },
      },
    },
  ],
});

let simulator: Simulator;
let transport: Transport;
let lists: Lists;

beforeAll(async () => {
  simulator = await startSimulator({ scenario: SCENARIO, clock: systemClock });
  transport = createTransport();
  const client = new Client(
    { account: account({ endpoint: simulator.url }), region: 'cn-hangzhou' },
    {
      transport,
      limiter: new Limiter(8),
      credentials: credentialSource({
        accessKeyId: KEY.id,
        accessKeySecret: KEY.secret,
        securityToken: undefined,
        providerName: 'static_ak',
      }),
      clock: systemClock,
      random: () => 0.5,
      poll: POLL,
      userAgent: 'test',
      onAttempt: () => undefined,
      log: new MemoryLog(),
    },
  );
  lists = listsOf(client, collectors(COLLECTOR_NAMES));
});

afterAll(async () => {
  transport.close();
  await simulator.close();
});

const never = (): AbortSignal => new AbortController().signal;

async function routesOf(changes: Parameters<typeof gateway>) {
  const ask = { known: NOTHING, subjects: [{ gateway: gateway(...changes) }] };
  return lists.routes?.(ask, never());
}

describe('customer_gateways', () => {
  it('lists every customer gateway of the region, without its key', async () => {
    const listing = await lists.customer_gateways?.({ known: NOTHING, subjects: [] }, never());
    expect(listing).toMatchObject({ reported: 3, rejected: [], unknownFields: [] });
    expect(listing?.items).toContainEqual({
      id: 'cgw-office',
      name: 'office',
      ipAddress: '203.0.113.7',
      asn: '65001',
      tags: {},
    });
    expect(JSON.stringify(listing)).not.toMatch(/TOP-SECRET|nobody-may-see/);
  });
});

describe('routes of a VPN gateway', () => {
  it('are counted over all pages by next hop, type and state', async () => {
    const listing = await routesOf(['vpn-1']);
    expect(listing?.items).toEqual([
      {
        kind: 'gateway',
        id: 'vpn-1',
        askedMs: expect.any(Number),
        counts: [
          { nextHop: 'vco-1', type: 'custom', state: 'published', count: 51 },
          { nextHop: 'vco-1', type: 'custom', state: 'normal', count: 1 },
          { nextHop: 'vco-2', type: 'custom', state: 'published', count: 1 },
          { nextHop: 'vco-1', type: 'bgp', state: 'published', count: 45 },
        ],
      },
    ]);
  });

  it('are asked for once where BGP is off', async () => {
    const before = simulator.requests.list().length;
    await routesOf(['vpn-1', { bgpEnabled: 'false' }]);
    const types = simulator.requests
      .list()
      .slice(before)
      .map(({ action }) => action);
    expect(types).toEqual(['DescribeVpnRouteEntries', 'DescribeVpnRouteEntries']);
  });

  it('of a gateway that is gone are left out', async () => {
    const listing = await routesOf(['vpn-gone']);
    expect(listing?.items).toEqual([]);
  });
});
