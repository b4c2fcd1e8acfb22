/** The RAM policies of the documentation are what scripts/docs-tables.ts makes of the collectors. */

import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { ramPolicyDoc, readmeWithPolicy } from '../../scripts/docs-tables.ts';
import { COLLECTOR_NAMES, COLLECTORS } from '../../src/collectors/index.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

const ACTIONS = COLLECTOR_NAMES.flatMap((name) =>
  Object.keys(COLLECTORS[name].actions).map((action) => [name, action] as const),
);

function policyIn(text: string): readonly string[] {
  const json = /```json\n(.*?)```/s.exec(text)?.[1] ?? '';
  const { Statement } = JSON.parse(json) as { Statement: { Action: string[] }[] };
  return Statement.flatMap(({ Action }) => Action).sort();
}

it('are up to date: otherwise run `npm run docs`', () => {
  expect(read('docs/ram-policy.md')).toBe(ramPolicyDoc(read('docs/ram-policy.md')));
  expect(read('README.md')).toBe(readmeWithPolicy(read('README.md')));
});

it('are made anew whatever was there', () => {
  const old = '```json\n{}\n```\n\n| action | x |\n| - | - |\n| `vpc:Gone` | y |\n\nEnd.\n';
  expect(ramPolicyDoc(old)).not.toContain('vpc:Gone');
  expect(policyIn(ramPolicyDoc(old))).toEqual(policyIn(read('docs/ram-policy.md')));
  expect(ramPolicyDoc(old)).toMatch(/\n\nEnd\.\n$/);
});

it('allow what the collectors call, and nothing else', () => {
  expect(policyIn(read('docs/ram-policy.md'))).toEqual(
    [...new Set(ACTIONS.map(([, action]) => action))].sort(),
  );
});

it.each(ACTIONS)('say what becomes of %s without %s', (name, action) => {
  expect(read('docs/ram-policy.md')).toMatch(
    new RegExp(`\\| \`${action}\`\\s*\\| \`${name}\`[^|]*\\| \\S`),
  );
});

it('are in README.md for what runs unless it is switched off', () => {
  const actions = COLLECTOR_NAMES.map((name) => COLLECTORS[name])
    .filter(({ enabled }) => enabled)
    .flatMap((collector) => Object.keys(collector.actions));
  expect(policyIn(read('README.md'))).toEqual(actions.toSorted());
});
