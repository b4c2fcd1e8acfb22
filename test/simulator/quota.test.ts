import { afterEach, describe, expect, it } from '@jest/globals';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { cloudOf, KEY, REGION } from './support/clouds.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { outcomeOf, rawCall } from './support/raw.ts';

const CLOCK = new FakeClock(Date.UTC(2026, 0, 1));
let simulator: Simulator;

async function start(retryAfterMs?: number): Promise<void> {
  const quota = {
    calls: 2,
    windowSeconds: 60,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  const regions = { [REGION]: {}, 'eu-central-1': {} };
  simulator = await startSimulator({ scenario: cloudOf({}, { quota, regions }), clock: CLOCK });
}

function ask(action: string, region = REGION): Promise<string> {
  return outcomeOf(simulator.url, { key: KEY, action, params: { RegionId: region } });
}

afterEach(() => simulator.close());

describe('a quota', () => {
  it('is per region and action, and comes back with the next window', async () => {
    await start();
    const outcomes = [
      await ask('DescribeVpnConnections'),
      await ask('DescribeVpnConnections'),
      await ask('DescribeVpnConnections'),
      await ask('DescribeVpnGateways'),
      await ask('DescribeVpnConnections', 'eu-central-1'),
    ];
    expect(outcomes).toEqual(['200 OK', '200 OK', '400 Throttling.User', '200 OK', '200 OK']);
    CLOCK.pass(59_999);
    expect(await ask('DescribeVpnConnections')).toBe('400 Throttling.User');
    CLOCK.pass(1);
    expect(await ask('DescribeVpnConnections')).toBe('200 OK');
  });

  it('is whole again after a reset', async () => {
    await start();
    await ask('DescribeVpnConnections');
    await ask('DescribeVpnConnections');
    simulator.reset();
    expect(await ask('DescribeVpnConnections')).toBe('200 OK');
  });

  it.each([
    [undefined, undefined],
    [1500, '1500'],
  ])('with retryAfterMs %p says %p', async (retryAfterMs, expected) => {
    await start(retryAfterMs);
    const call = { key: KEY, params: { RegionId: REGION } };
    await rawCall(simulator.url, call);
    await rawCall(simulator.url, call);
    const answer = await rawCall(simulator.url, call);
    expect([answer.status, answer.headers['x-acs-retry-after']]).toEqual([400, expected]);
  });
});
