/** Every alert has a row that says what its text has to say, and what is wrong with a text is seen. */

import { describe, expect, it } from '@jest/globals';
import { alertNames, scenesOf } from './rendered.ts';
import { textFaults } from './text-faults.ts';
import { TEXTS } from './texts.ts';

const names = alertNames();

it('have a row each', () => {
  expect(
    Object.keys(TEXTS)
      .map((name) => `AlicloudVpn${name}`)
      .sort(),
  ).toEqual([...names].sort());
});

it('have a scene each in which they fire', () => {
  const found = new Set(scenesOf(names).map(({ alert }) => alert));
  expect(names.filter((name) => !found.has(name))).toEqual(['AlicloudVpnWatchdog']);
});

describe('text faults', () => {
  it.each([
    ['a site that is not known', 'VPN connection vco-1 to site is down'],
    ['a name that is not known', 'VPN connection vco-1 () is down'],
    ['a fact in the middle', 'BGP peer: , AS 65001'],
    ['a template that failed', '<error expanding template: x>'],
    ['a value that is none', 'since <no value>'],
    ['a format that failed', 'ends in %!d(string=x)'],
  ])('are seen: %s', (_, words) => {
    const runbook_url = 'https://x/y.md';
    const text = { summary: words, description: `${words}.`, runbook_url };
    const isSeen = textFaults(text).length > 0;
    expect(isSeen).toBe(true);
    expect(textFaults({ summary: 'fine', description: 'Fine.', runbook_url })).toEqual([]);
  });
});
