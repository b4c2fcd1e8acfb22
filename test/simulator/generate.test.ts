import { describe, expect, it } from '@jest/globals';
import { tunnelsOf } from '../../src/simulator/actions/action.ts';
import { parseScenario } from '../../src/simulator/scenario.ts';
import {
  generateConnections,
  generatedKey,
  generateScenario,
} from '../support/scenarios/generate.ts';
import { startSimulator } from '../../src/simulator/simulator.ts';
import { bodyOf } from './support/raw.ts';

const SIZE = { single: 6, dual: 4, gateways: 3, downEvery: 5 };

describe('generated connections', () => {
  it('are the same every time', () => {
    expect(generateConnections('a', SIZE)).toEqual(generateConnections('a', SIZE));
  });

  it('do not depend on how many there are', () => {
    expect(generateConnections('a', { single: 50 }).slice(0, 6)).toEqual(
      generateConnections('a', { single: 6 }),
    );
  });

  it('are as many of each kind as asked for', () => {
    const tunnels = generateConnections('a', SIZE).map((row) => tunnelsOf(row).length);
    expect(tunnels).toEqual([0, 0, 0, 0, 0, 0, 2, 2, 2, 2]);
  });

  it('are down as often as asked for', () => {
    const down = generateConnections('a', SIZE).map((row) =>
      JSON.stringify(row).includes('"ike_sa_not_established"'),
    );
    expect(down.flatMap((isDown, index) => (isDown ? [index] : []))).toEqual([0, 5]);
    expect(JSON.stringify(generateConnections('a', { single: 9 }))).not.toContain(
      'not_established',
    );
  });

  it('carry secrets, like the real ones', () => {
    for (const row of generateConnections('a', SIZE)) {
      expect(JSON.stringify(row)).toContain('SIMULATED-Psk-');
    }
    expect(JSON.stringify(generateConnections('a', SIZE))).toContain('SIMULATED-AuthKey-');
  });

  it('have ids of their own, also in 10,000 and between prefixes', () => {
    const rows = [
      ...generateConnections('a', { single: 5000, dual: 5000 }),
      ...generateConnections('b', { single: 10 }),
    ];
    expect(new Set(rows.map((row) => row['VpnConnectionId'])).size).toBe(10_010);
    expect(rows[0]?.['VpnConnectionId']).toMatch(/^vco-[0-9a-z]{20}$/);
  });
});

describe('generated scenarios', () => {
  it('are valid and served', async () => {
    const input = generateScenario({
      accounts: { one: { r: SIZE, s: { dual: 1 } }, two: { r: {} } },
    });
    expect(parseScenario(input).accounts.map(({ name }) => name)).toEqual(['one', 'two']);
    const simulator = await startSimulator({ scenario: input });
    const totals = [];
    for (const [account, region, action] of [
      ['one', 'r', 'DescribeVpnConnections'],
      ['one', 's', 'DescribeVpnConnections'],
      ['two', 'r', 'DescribeVpnConnections'],
      ['one', 'r', 'DescribeVpnGateways'],
    ] as const) {
      const call = { key: generatedKey(account), action, params: { RegionId: region } };
      totals.push((await bodyOf(simulator.url, call))['TotalCount']);
    }
    await simulator.close();
    expect(totals).toEqual([10, 1, 0, 3]);
  });
});
