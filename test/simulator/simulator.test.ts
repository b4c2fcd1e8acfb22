import { afterEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { objectsAt } from '../../src/simulator/json.ts';
import { cloudOf, connections, KEY, REGION } from './support/clouds.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { bodyOf, outcomeOf, send } from './support/raw.ts';

const running: Simulator[] = [];

async function start(...args: Parameters<typeof startSimulator>): Promise<Simulator> {
  const simulator = await startSimulator(...args);
  running.push(simulator);
  return simulator;
}

afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.close();
});

const ASK = { key: KEY, params: { RegionId: REGION } };

async function statusOf(simulator: Simulator): Promise<unknown> {
  const body = await bodyOf(simulator.url, ASK);
  return objectsAt(body, 'VpnConnections.VpnConnection')[0]?.['Status'];
}

describe('starting', () => {
  it.each(['0.0.0.0', '::', '192.0.2.1', 'example.com'])('on %s is refused', async (host) => {
    await expect(startSimulator({ scenario: cloudOf(), host })).rejects.toThrow(/loopback only/);
  });

  it.each([
    ['127.0.0.1', /^http:\/\/127\.0\.0\.1:\d+$/],
    ['::1', /^http:\/\/\[::1\]:\d+$/],
  ])('on %s works', async (host, url) => {
    const simulator = await start({ scenario: cloudOf(), host });
    expect(simulator.url).toMatch(url);
    expect(await outcomeOf(simulator.url, ASK)).toBe('200 OK');
  });

  it('on a port that is taken fails', async () => {
    const { port } = await start({ scenario: cloudOf() });
    await expect(startSimulator({ scenario: cloudOf(), port })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    });
  });

  it('with a bad scenario fails', async () => {
    await expect(startSimulator({ scenario: { accounts: [] } })).rejects.toThrow(/^accounts: /);
  });
});

describe('running', () => {
  const event = { account: 'test', region: REGION, id: 'vco-0' };
  const timeline = [{ ...event, atSeconds: 30, set: { Status: 'ike_sa_not_established' } }];

  it('follows its timeline, and patches until then', async () => {
    const clock = new FakeClock(Date.UTC(2026, 0, 1));
    const simulator = await start({
      scenario: cloudOf({ connections: connections(1) }, {}, timeline),
      clock,
    });
    expect(await statusOf(simulator)).toBe('ipsec_sa_established');
    simulator.patch(event, 'Status', 'patched');
    expect(await statusOf(simulator)).toBe('patched');
    clock.pass(30_000);
    expect(await statusOf(simulator)).toBe('ike_sa_not_established');
    simulator.patch(event, 'Status', 'again');
    expect(await statusOf(simulator)).toBe('again');
    simulator.reset();
    expect(await statusOf(simulator)).toBe('ipsec_sa_established');
    clock.pass(30_000);
    expect(await statusOf(simulator)).toBe('ike_sa_not_established');
  });

  it('logs with the time of its clock', async () => {
    const clock = new FakeClock(1000);
    const simulator = await start({ scenario: cloudOf(), clock });
    await outcomeOf(simulator.url, ASK);
    expect(simulator.requests.list()).toMatchObject([
      { timeMs: 1000, account: 'test', page: undefined },
    ]);
  });

  it('logs which faults hit a call', async () => {
    const simulator = await start({ scenario: cloudOf() });
    simulator.faults.add({ effect: 'short_page' });
    simulator.faults.add({ effect: 'throttled', match: { account: 'test', page: 1 } });
    await outcomeOf(simulator.url, ASK);
    expect(simulator.requests.list()).toMatchObject([
      { status: 400, code: 'Throttling.User', faults: ['short_page', 'error'] },
    ]);
  });

  it('overrides TotalCount of unfiltered listings only', async () => {
    const region = {
      connections: connections(1),
      gateways: [{ VpnGatewayId: 'vpn-0' }],
      totalCount: { connections: 5, gateways: 6 },
    };
    const simulator = await start({ scenario: cloudOf(region) });
    const total = async (action: string, params = {}): Promise<unknown> => {
      const call = { key: KEY, action, params: { RegionId: REGION, ...params } };
      return (await bodyOf(simulator.url, call))['TotalCount'];
    };
    expect([
      await total('DescribeVpnConnections'),
      await total('DescribeVpnConnections', { VpnConnectionId: 'vco-0' }),
      await total('DescribeVpnGateways'),
      await total('DescribeVpnGateways', { Status: 'active' }),
    ]).toEqual([5, 1, 6, 0]);
  });

  it('gives up on a body that is too long', async () => {
    const simulator = await start({ scenario: cloudOf() });
    const body = 'x'.repeat(5 * 1024 * 1024);
    await expect(send(simulator.url, 'POST', {}, body)).rejects.toThrow(
      /socket hang up|ECONNRESET|EPIPE/,
    );
  });

  it('keeps accounts apart', async () => {
    const other = { id: 'other-key', secret: 'other-secret' };
    const [account] = cloudOf({ connections: connections(3) }).accounts;
    const scenario = {
      accounts: [
        account!,
        {
          name: 'other',
          accessKeys: [other],
          regions: { [REGION]: { connections: connections(1) } },
        },
      ],
    };
    const simulator = await start({ scenario });
    const mine = await bodyOf(simulator.url, ASK);
    const theirs = await bodyOf(simulator.url, { ...ASK, key: other });
    expect([mine['TotalCount'], theirs['TotalCount']]).toEqual([3, 1]);
    simulator.patch({ account: 'other', region: REGION, id: 'vco-0' }, 'Status', 'patched');
    expect(await statusOf(simulator)).toBe('ipsec_sa_established');
  });
});
