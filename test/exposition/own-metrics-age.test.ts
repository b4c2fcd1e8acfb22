/** How old what the exporter tells of its process may be. */

import { expect, it } from '@jest/globals';
import { renderOwnFamilies } from '../../src/exposition/own.ts';
import { OwnMetrics } from '../../src/exposition/own-metrics.ts';

it('reads the process once a second, and everything else at each scrape', async () => {
  let nowMs = 0;
  const own = new OwnMetrics({ version: '1', revision: 'r', nodeVersion: 'v20' }, () => nowMs);
  own.collectProcessMetrics();
  const read = async (name: string) => (await own.families()).find((each) => each.name === name);
  const process = 'process_resident_memory_bytes';
  const first = await read(process);
  nowMs = 999;
  own.countUnknownValue('State');
  expect(await read(process)).toBe(first);
  expect((await read('alicloud_vpn_exporter_unknown_values_total'))?.values).toHaveLength(1);
  nowMs = 1_000;
  const second = await read(process);
  expect(second).not.toBe(first);
  expect(second?.name).toBe(process);
});

it('gives the same objects as long as nothing is counted', async () => {
  const own = new OwnMetrics({ version: '1', revision: 'r', nodeVersion: 'v20' }, () => 0);
  own.collectProcessMetrics();
  const first = await own.families();
  expect((await own.families()).every((family, index) => family === first[index])).toBe(true);
  const counts = [
    () => own.countUnknownValue('State'),
    () => own.observeRequest('DescribeVpnConnections', 1),
    () => own.recordReload(true, 5),
  ];
  let text = renderOwnFamilies(first, 'text');
  for (const count of counts) {
    count();
    const next = renderOwnFamilies(await own.families(), 'text');
    expect(next).not.toBe(text);
    text = next;
  }
});
