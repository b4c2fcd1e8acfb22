import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { simulatorDoc } from '../../scripts/docs-tables.ts';
import { ROUTES } from '../../src/simulator/control.ts';
import { presetNames } from '../../src/simulator/faults/faults.ts';
import { effectSchema } from '../../src/simulator/faults/effect.ts';
import { FaultRegistry, type FaultInput } from '../../src/simulator/faults/faults.ts';
import { ACTIONS } from '../../src/simulator/actions/actions.ts';
import { parseScenarioText } from '../../src/simulator/scenario-file.ts';

const PAGE = readFileSync('docs/simulator.md', 'utf8');

/** The first example of a language that says `mark`. */
function example(language: string, mark: string): string {
  const blocks = [...PAGE.matchAll(/```(\w+)\n(.*?)```/gs)];
  return blocks.find(([, name, text]) => name === language && text?.includes(mark))?.[2] ?? '';
}

describe('docs/simulator.md', () => {
  it('is up to date: otherwise run `npm run docs`', () => {
    expect(PAGE).toBe(simulatorDoc(PAGE));
  });

  it.each([
    ...ROUTES.keys(),
    ...ACTIONS.keys(),
    ...presetNames,
    ...effectSchema.options.map((option) => option.shape.kind.value),
  ])('names %s', (name) => {
    expect(PAGE).toContain(`\`${name}\``);
  });

  it('has a scenario that works', () => {
    const scenario = parseScenarioText(example('yaml', 'timeline:'));
    expect(scenario.timeline).toHaveLength(2);
    expect(scenario.faults).toHaveLength(1);
    expect(scenario.accounts[0]?.regions['cn-hangzhou']?.connections).toHaveLength(1);
  });

  it('has a scenario in short that works', () => {
    const scenario = parseScenarioText(example('yaml', 'templates:'), 'short.yml', 86_400_000);
    const { connections = [], gateways } = scenario.accounts[0]?.regions['cn-hangzhou'] ?? {};
    expect(connections).toHaveLength(301);
    expect(connections.at(-1)).toEqual({
      VpnConnectionId: 'vco-299',
      Name: 'office-299',
      State: 'active',
      Status: 'ipsec_sa_established',
      VcoHealthCheck: { Enable: 'true', Status: 'failed' },
    });
    expect(gateways).toEqual([
      {
        VpnGatewayId: 'vpn-main',
        EndTime: 518_400_000,
        ReservationData: {
          ReservationOrderType: 'RENEW',
          ReservationEndTime: '1971-01-07T00:00:00Z',
        },
      },
    ]);
  });

  it('has a fault that works', () => {
    const fault: FaultInput = JSON.parse(example('json', '"effect"'));
    expect(new FaultRegistry().add(fault)).toBe('fault-1');
  });
});
