/** The RAM policy of the documentation beside what the collectors call. */

import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { COLLECTOR_NAMES, COLLECTORS } from '../../src/collectors/index.ts';

const DOC = readFileSync(new URL('../../docs/ram-policy.md', import.meta.url), 'utf8');
const ACTIONS = COLLECTOR_NAMES.flatMap((name) =>
  COLLECTORS[name].actions.map((action) => [name, action] as const),
);

function policy(): readonly string[] {
  const json = /```json\n(.*?)```/s.exec(DOC)?.[1] ?? '';
  const { Statement } = JSON.parse(json) as { Statement: { Action: string[] }[] };
  return Statement.flatMap(({ Action }) => Action);
}

it('allows what the collectors call, and nothing else', () => {
  expect([...policy()].sort()).toEqual([...new Set(ACTIONS.map(([, action]) => action))].sort());
});

it.each(ACTIONS)('says what becomes of %s without %s', (name, action) => {
  expect(DOC).toMatch(new RegExp(`\\| \`${action}\`\\s*\\| \`${name}\`\\s*\\| \\S`));
});
