/** docs/metrics.md is what scripts/docs-metrics.ts makes of the tables. */

import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { metricsDoc } from '../../scripts/docs-metrics.ts';
import { CLOUD_METRICS, OWN_METRICS, type FixedMetric } from '../support/contract.ts';

const FILE = new URL('../../docs/metrics.md', import.meta.url);

it('is up to date: otherwise run `npx tsx scripts/docs-metrics.ts`', async () => {
  expect(readFileSync(FILE, 'utf8')).toBe(await metricsDoc());
});

it('is the same however often it is made', async () => {
  expect(await metricsDoc()).toBe(await metricsDoc());
});

it.each([...CLOUD_METRICS, ...OWN_METRICS].map((metric) => [metric.name, metric] as const))(
  'has a row of %s with its type, its labels and its meaning',
  async (name, { type, labels }: FixedMetric) => {
    const row = (await metricsDoc()).split('\n').find((line) => line.startsWith(`| \`${name}\``));
    const cells = row?.split(' | ').map((cell) => cell.trim()) ?? [];
    expect(cells[1]).toBe(type);
    const expected = labels.map((label) => `\`${label}\``).join(', ');
    const tags = /_(connection|gateway)_info$/.test(name) ? ', `tag_*`' : '';
    expect(cells[2]).toBe(expected + tags);
    expect(cells[3]).toMatch(/^[A-Z].*\. *\|$/);
  },
);

it.each(
  CLOUD_METRICS.flatMap(({ name, states }) =>
    states === undefined ? [] : [[name, ...states] as const],
  ),
)('lists the values of %s', async (name, label, values) => {
  const all = values.map((value) => `\`${value}\``).join(', ');
  const rows = (await metricsDoc()).split('\n').map((line) => line.replaceAll(/ +/g, ' '));
  expect(rows).toContain(`| \`${name}\` | \`${label}\` | ${all} |`);
});
