import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ROUTES } from '../../src/simulator/control.ts';
import { presetNames } from '../../src/simulator/faults/catalogue.ts';
import { effectSchema } from '../../src/simulator/faults/effect.ts';
import { FaultRegistry, type FaultInput } from '../../src/simulator/faults/registry.ts';
import { ACTIONS } from '../../src/simulator/actions/actions.ts';
import { parseScenarioText } from '../../src/simulator/scenario-file.ts';

const PAGE = readFileSync('docs/simulator.md', 'utf8');

/** The first example of a language that says `mark`. */
function example(language: string, mark: string): string {
  const blocks = [...PAGE.matchAll(/```(\w+)\n(.*?)```/gs)];
  return blocks.find(([, name, text]) => name === language && text?.includes(mark))?.[2] ?? '';
}

describe('docs/simulator.md', () => {
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
    expect(scenario.accounts[0]?.regions['cn-hangzhou']?.connections).toHaveLength(1);
  });

  it('has a fault that works', () => {
    const fault: FaultInput = JSON.parse(example('json', '"effect"'));
    expect(new FaultRegistry().add(fault)).toBe('fault-1');
  });
});
