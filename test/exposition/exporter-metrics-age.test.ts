/** How old what the exporter tells of its process may be. */

import { expect, it } from '@jest/globals';
import { renderExporterFamilies } from '../../src/exposition/exporter-text.ts';
import { ExporterMetrics } from '../../src/exposition/exporter-metrics.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { BUILD } from '../support/exporter.ts';

it('reads the process once a second, and everything else at each scrape', async () => {
  const clock = new FakeClock();
  const own = new ExporterMetrics(BUILD, clock);
  own.collectProcessMetrics();
  const read = async (name: string) => (await own.families()).find((each) => each.name === name);
  const process = 'process_resident_memory_bytes';
  const first = await read(process);
  await clock.advance(999);
  clock.jump(-3_600_000);
  own.countUnknownValue('State');
  expect(await read(process)).toBe(first);
  expect((await read('alicloud_vpn_exporter_unknown_values_total'))?.values).toHaveLength(1);
  await clock.advance(1);
  const second = await read(process);
  expect(second).not.toBe(first);
  expect(second?.name).toBe(process);
});

it('gives the same objects as long as nothing is counted', async () => {
  const clock = new FakeClock();
  const own = new ExporterMetrics(BUILD, clock);
  own.collectProcessMetrics();
  const first = await own.families();
  const same = new Set<unknown>(first);
  const made = (await own.families()).filter((family) => !same.has(family));
  expect(made.map(({ name }) => name)).toEqual([
    'alicloud_vpn_exporter_time_seconds',
    'alicloud_vpn_exporter_api_clock_offset_seconds',
  ]);
  const counts = [
    () => own.countUnknownValue('State'),
    () => own.observeRequest('DescribeVpnConnections', 1),
    () => own.recordReload(true, 5),
    () => own.countHttpRequest('metrics', 200),
    () => own.countRefusedConnection(),
  ];
  let text = renderExporterFamilies(first, 'text');
  for (const count of counts) {
    count();
    const next = renderExporterFamilies(await own.families(), 'text');
    expect(next).not.toBe(text);
    text = next;
  }
});
