import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import type { ScenarioInput } from '../../src/simulator/scenario.ts';
import { connectionRow, DOWN, UP } from '../support/rows/connection-row.ts';
import { gatewayId, gatewayRow } from '../support/rows/gateway-row.ts';
import { cloudOf, KEY } from './support/clouds.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { failureOf, rawRequest, sdkClient } from './support/sdk.ts';

const NOON_MS = Date.UTC(2026, 5, 1, 12, 0, 30);
const CMS = '2019-01-01';

const dual = connectionRow({ name: 'a', mode: 'dual', vpnGatewayId: gatewayId('g') });
const standby = connectionRow({
  name: 'b',
  mode: 'dual',
  vpnGatewayId: gatewayId('g'),
  statuses: [UP, UP],
});
const down = connectionRow({ name: 'c', mode: 'single', statuses: [DOWN] });
const idOf = (row: Readonly<Record<string, unknown>>): string => String(row['VpnConnectionId']);

const region: Parameters<typeof cloudOf>[0] = {
  connections: [dual, standby, down],
  gateways: [gatewayRow({ name: 'g', chargeType: 'Prepay', endMs: NOON_MS })],
  traffic: [
    { connection: idOf(dual), receive: 1000, transmit: 2000, isSteady: true },
    {
      connection: idOf(standby),
      receive: 5000,
      transmit: 6000,
      isOnStandby: true,
      lateSeconds: 480,
    },
    { connection: idOf(down), receive: 7000, transmit: 8000 },
  ],
};

const clock = new FakeClock(NOON_MS);
let running: Simulator[] = [];

async function start(scenario: ScenarioInput): Promise<Simulator> {
  const simulator = await startSimulator({ scenario, clock });
  running.push(simulator);
  return simulator;
}

afterAll(async () => {
  await Promise.all(running.map((simulator) => simulator.close()));
  running = [];
});

/** Calls CloudMonitor as the vendor's client does. */
async function call(
  simulator: Simulator,
  action: string,
  query: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, unknown>>> {
  const client = sdkClient(simulator.url, KEY);
  const answer = await client.callApi(
    ...rawRequest(action, { Namespace: 'acs_vpn', ...query }, CMS),
  );
  return (answer as { body: Readonly<Record<string, unknown>> }).body;
}

type Row = Readonly<Record<string, unknown>>;

function rowsOf(body: Readonly<Record<string, unknown>>): readonly Row[] {
  return JSON.parse(String(body['Datapoints'])) as readonly Row[];
}

describe('DescribeMetricLast', () => {
  let simulator: Simulator;

  beforeAll(async () => {
    simulator = await start(cloudOf(region));
  });

  it('has the newest datapoint of everything in a text, minutes late', async () => {
    const body = await call(simulator, 'DescribeMetricLast', { MetricName: 'ipsec_rx.rate' });
    expect(body).toMatchObject({ Success: true, Code: '200', Period: '60' });
    expect(body).not.toHaveProperty('NextToken');
    expect(rowsOf(body)).toEqual([
      {
        timestamp: Date.UTC(2026, 5, 1, 11, 57),
        userId: '1234567890123456',
        instanceId: idOf(dual),
        Minimum: expect.any(Number),
        Average: expect.any(Number),
        Maximum: expect.any(Number),
      },
      expect.objectContaining({
        instanceId: idOf(standby),
        timestamp: Date.UTC(2026, 5, 1, 11, 52),
      }),
      expect.objectContaining({ instanceId: idOf(down), Average: 0 }),
    ]);
    const [first] = rowsOf(body);
    expect(Math.abs(Number(first?.['Average']) / 1000 - 1)).toBeLessThanOrEqual(0.1001);
  });

  it('gives what is asked for only, by all dimensions that are named', async () => {
    const tunnels = (standby['TunnelOptionsSpecification'] as { TunnelOptions: Row[] })
      .TunnelOptions;
    const asked = tunnels.map(({ TunnelId }) => ({
      instanceId: idOf(standby),
      tunnelId: TunnelId,
    }));
    const of = async (dimensions: unknown): Promise<readonly Row[]> =>
      rowsOf(
        await call(simulator, 'DescribeMetricLast', {
          MetricName: 'tun.rx_bps',
          Dimensions: JSON.stringify(dimensions),
        }),
      );
    const both = await of(asked);
    expect(both.map(({ tunnelId }) => tunnelId)).toEqual(tunnels.map(({ TunnelId }) => TunnelId));
    // The standby carries what there is; the other tunnel is up and idle.
    expect(both.map(({ Average }) => Number(Average) > 1000)).toEqual([false, true]);
    expect(await of([{ instanceId: 'vco-other' }])).toEqual([]);
    expect(await of([{ ...asked[0], instanceId: 'vco-other' }])).toEqual([]);
  });

  it('adds up connections to their gateway, and counts packets', async () => {
    const value = async (MetricName: string): Promise<number> =>
      Number(rowsOf(await call(simulator, 'DescribeMetricLast', { MetricName }))[0]?.['Average']);
    const connections = rowsOf(
      await call(simulator, 'DescribeMetricLast', { MetricName: 'ipsec_tx.rate' }),
    );
    const sum = connections.reduce((total, { Average }) => total + Number(Average), 0);
    expect(await value('net_tx.rate')).toBe(sum);
    expect(await value('net_tx.Pkgs')).toBe(Math.round(sum / 6400));
  });

  it.each([
    [{ MetricName: 'no.such' }, '404'],
    [{ MetricName: 'tun.rx_bps', Dimensions: '{' }, '400'],
    [{ MetricName: 'tun.rx_bps', Dimensions: '[1]' }, '400'],
    [{ MetricName: 'tun.rx_bps', Length: '1441' }, '400'],
    [
      {
        MetricName: 'tun.rx_bps',
        Dimensions: JSON.stringify(Array.from({ length: 51 }, () => ({}))),
      },
      '400',
    ],
  ])('refuses %j with status 200', async (query, code) => {
    expect(await call(simulator, 'DescribeMetricLast', query)).toMatchObject({
      Success: false,
      Code: code,
    });
  });

  it('belongs to a version of its own', async () => {
    const client = sdkClient(simulator.url, KEY);
    const error = await failureOf(client.callApi(...rawRequest('DescribeMetricLast', {})));
    expect(error.code).toBe('NoSuchVersion');
    const other = await failureOf(
      client.callApi(...rawRequest('DescribeVpnGateways', { RegionId: 'cn-hangzhou' }, CMS)),
    );
    expect(other.code).toBe('NoSuchVersion');
  });
});

it('pages by NextToken, gives several datapoints and writes numbers as text where a scenario says so', async () => {
  const cloudMonitor = { pageSize: 4, history: 3, isText: true };
  const simulator = await start(cloudOf(region, { cloudMonitor }));
  const seen: Row[] = [];
  let token: unknown = '';
  let pages = 0;
  do {
    const body = await call(simulator, 'DescribeMetricLast', {
      MetricName: 'ipsec_rx.rate',
      ...(token !== '' && { NextToken: String(token) }),
    });
    const rows = rowsOf(body);
    expect(rows.length).toBeLessThanOrEqual(4);
    seen.push(...rows);
    pages += 1;
    token = body['NextToken'] ?? '';
  } while (token !== '');
  expect(pages).toBe(3);
  expect(seen).toHaveLength(9);
  const points = seen.map(({ instanceId, timestamp }) => JSON.stringify([instanceId, timestamp]));
  expect(new Set(points).size).toBe(9);
  expect(seen.every(({ Average }) => typeof Average === 'string')).toBe(true);
});

describe('DescribeMetricMetaList', () => {
  it('says what each metric is, page by page', async () => {
    const simulator = await start(cloudOf(region));
    const page = async (PageNumber: string): Promise<readonly Row[]> => {
      const body = await call(simulator, 'DescribeMetricMetaList', { PageNumber, PageSize: '5' });
      expect(body['TotalCount']).toBe('8');
      return (body['Resources'] as { Resource: Row[] }).Resource;
    };
    const all = [...(await page('1')), ...(await page('2'))];
    expect(all).toHaveLength(8);
    expect(all.find(({ MetricName }) => MetricName === 'tun.rx_bps')).toMatchObject({
      Dimensions: 'userId,instanceId,tunnelId',
      Statistics: 'Average,Minimum,Maximum',
      Unit: 'bits/s',
    });
  });

  it('says what the scenario says otherwise', async () => {
    const metas = { 'tun.rx_bps': { Unit: 'Bytes/s' }, 'tun.tx_bps': null };
    const simulator = await start(cloudOf(region, { cloudMonitor: { metas } }));
    const body = await call(simulator, 'DescribeMetricMetaList', { PageSize: '100' });
    const all = (body['Resources'] as { Resource: Row[] }).Resource;
    expect(all).toHaveLength(7);
    expect(all.find(({ MetricName }) => MetricName === 'tun.rx_bps')?.['Unit']).toBe('Bytes/s');
  });
});
