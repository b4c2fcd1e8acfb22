/** docs/status-page.md names every field of the JSON, and no others. */

import { expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { renderJson } from '../../src/report/json.ts';
import { NOW_MS, overviewNow, SITUATIONS } from './support.ts';

const DOCUMENT = readFileSync(new URL('../../docs/status-page.md', import.meta.url), 'utf8');

/** The names of all fields of a value, at any depth. */
function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]);
}

it('describes the fields that there are', () => {
  const build = { version: '1', revision: 'a' };
  const used = Object.keys(SITUATIONS).flatMap((situation) =>
    namesIn(JSON.parse(renderJson(overviewNow(situation), { nowMs: NOW_MS, build, exitCode: 0 }))),
  );
  const [, section = ''] = DOCUMENT.split('### JSON');
  const described = [...section.matchAll(/`([a-z][a-z_]*)`/g)].map(([, name = '']) => name);
  const words = new Set(['null', 'less']);
  expect([...new Set(described)].filter((name) => !words.has(name)).sort()).toEqual(
    [...new Set(used)].sort(),
  );
});
