/**
 * The page of the world, word by word, and what real software thinks of it. `UPDATE_GOLDEN=1 npm run jest -- golden`
 * writes the files anew.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { env } from 'node:process';
import { describe, expect, it } from '@jest/globals';
import { bytesOf, Exposition } from '../../src/exposition/exposition.ts';
import { ExporterMetrics } from '../../src/exposition/exporter-metrics.ts';
import { CLOUD_METRICS, OWN_METRICS } from '../support/contract.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { parseExposition } from '../support/exposition.ts';
import { isInstalled, runTool } from '../support/tools.ts';
import { NOW_MS, worldSections, worldStore } from '../support/world.ts';

const FORMATS = [
  ['text', 'metrics.prom'],
  ['openmetrics', 'metrics.om'],
] as const;

function ownMetrics(): ExporterMetrics {
  const build = { version: '1.2.3', revision: 'abc', nodeVersion: 'v20.19.0' };
  const own = new ExporterMetrics(build, new FakeClock(NOW_MS));
  own.observeRequest('DescribeVpnConnections', 0.2);
  own.observeRequest('DescribeVpnConnections', 60);
  own.countUnknownValue('State');
  own.recordReload(true, NOW_MS);
  own.recordClockOffset(-1_250);
  own.recordWebConfigReload(true);
  own.countHttpRequest('metrics', 200);
  own.countHttpRequest('other', 404);
  own.recordTimings(new Map([['connections', { intervalMs: 20_000, staleAfterMs: 300_000 }]]));
  own.recordTargets(worldStore().list());
  return own;
}

function exposition(own: ExporterMetrics): Exposition {
  const store = worldStore();
  return new Exposition({
    sections: [worldSections()],
    targets: () => store.list(),
    own: (format) => own.render(format),
    now: () => NOW_MS,
  });
}

async function render(format: 'text' | 'openmetrics', own = ownMetrics()): Promise<string> {
  return bytesOf(await exposition(own).render(format, 'identity')).toString();
}

describe.each(FORMATS)('the page as %s', (format, name) => {
  const file = new URL(`../golden/${name}`, import.meta.url);

  it(`is test/golden/${name}`, async () => {
    const page = await render(format);
    if (env['UPDATE_GOLDEN'] === '1') writeFileSync(file, page);
    expect(page).toBe(readFileSync(file, 'utf8'));
  });

  it('has all metrics, families in one place, no series twice', async () => {
    const families = parseExposition(await render(format), format);
    const names = [...CLOUD_METRICS, ...OWN_METRICS].map((metric) =>
      format === 'openmetrics' && metric.type === 'counter'
        ? metric.name.replace(/_total$/, '')
        : metric.name,
    );
    expect([...families.keys()]).toEqual(expect.arrayContaining(names));
  });
});

it('both formats tell the same', async () => {
  const samples = (text: string, format: 'text' | 'openmetrics') =>
    [...parseExposition(text, format).values()].flatMap((family) => family.samples);
  const bounds = (value: string | undefined) => (value === undefined ? {} : { le: Number(value) });
  const [text, openmetrics] = await Promise.all([
    render('text').then((page) => samples(page, 'text')),
    render('openmetrics').then((page) => samples(page, 'openmetrics')),
  ]);
  const plain = (all: typeof text) =>
    all.map(({ name, labels, value }) => ({
      name,
      value,
      labels: { ...labels, ...bounds(labels['le']) },
    }));
  expect(plain(openmetrics)).toEqual(plain(text));
});

(isInstalled('promtool') ? describe : describe.skip)('promtool check metrics', () => {
  const remarks = async (page: string): Promise<string> =>
    (await runTool('promtool', ['check', 'metrics'], page)).output;

  it.each(['without', 'with'])(
    'objects to nothing %s the metrics of the process',
    async (process) => {
      const own = ownMetrics();
      if (process === 'with') own.collectProcessMetrics();
      expect(await remarks(await render('text', own))).toBe('');
    },
  );

  it('would say so', async () => {
    expect(await remarks('# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n')).not.toBe('');
    expect(await remarks('a{x="1} 1\n')).not.toBe('');
  });
});

/** The reference parser, in Python: prints the name of each sample, or fails. */
const PARSE = `
import io, sys
from prometheus_client.openmetrics.parser import text_fd_to_metric_families
page = sys.stdin.buffer.read().decode('utf-8')
for family in text_fd_to_metric_families(io.StringIO(page, newline='\\n')):
    for sample in family.samples:
        print(sample.name)
`;
const PYTHON = '/usr/bin/python3';
const hasParser = isInstalled('python3-prometheus-client', PYTHON, [
  '-c',
  'import prometheus_client',
]);

(hasParser ? describe : describe.skip)('the OpenMetrics parser', () => {
  it.each(['without', 'with'])('reads the page %s the metrics of the process', async (process) => {
    const own = ownMetrics();
    if (process === 'with') own.collectProcessMetrics();
    const page = await render('openmetrics', own);
    const { ok, output } = await runTool(PYTHON, ['-c', PARSE], page);
    const samples = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(output.trim().split('\n')).toEqual(samples.map((line) => line.split(/[{ ]/)[0]));
    expect(ok).toBe(true);
  });
});
