/** The RAM policy of the documentation beside what the collectors call. */

import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { COLLECTOR_NAMES, COLLECTORS } from '../../src/collectors/index.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

const DOC = read('docs/ram-policy.md');
const ACTIONS = COLLECTOR_NAMES.flatMap((name) =>
  COLLECTORS[name].actions.map((action) => [name, action] as const),
);

function policyIn(text: string): readonly string[] {
  const json = /```json\n(.*?)```/s.exec(text)?.[1] ?? '';
  const { Statement } = JSON.parse(json) as { Statement: { Action: string[] }[] };
  return Statement.flatMap(({ Action }) => Action).sort();
}

it('allows what the collectors call, and nothing else', () => {
  expect(policyIn(DOC)).toEqual([...new Set(ACTIONS.map(([, action]) => action))].sort());
});

it.each(ACTIONS)('says what becomes of %s without %s', (name, action) => {
  expect(DOC).toMatch(new RegExp(`\\| \`${action}\`\\s*\\| \`${name}\`\\s*\\| \\S`));
});

it('is in README.md for what runs unless it is switched off', () => {
  const actions = COLLECTOR_NAMES.map((name) => COLLECTORS[name])
    .filter(({ enabled }) => enabled)
    .flatMap((collector) => collector.actions);
  expect(policyIn(read('README.md'))).toEqual(actions.toSorted());
});
