/** What the exporter takes: time to listen, and memory with few and with many connections. */

import { digits, median } from './support/numbers.ts';
import { memory } from './support/process.ts';
import { table, title } from './support/report.ts';
import { configOf, startCloud, startExporter, untilReady, type Workshop } from './support/site.ts';
import { download } from './support/load.ts';

const SIZES = [100, 10_000];
const STARTS = 5;

/** Polls and scrapes after which memory is read: more than a page is made of leaves with the first of them. */
const SETTLE_MS = 8_000;

async function measure(workshop: Workshop, connections: number): Promise<readonly string[]> {
  const cloud = await startCloud(workshop, 1, { dual: connections, gateways: 10 });
  const config = configOf(cloud.url, 1, { interval: '4s', timeout: '4s' });
  const starts: number[] = [];
  for (let left = STARTS; left > 1; left -= 1) {
    const exporter = await startExporter(workshop, config);
    starts.push(exporter.readyMs);
    await exporter.stop();
  }
  const exporter = await startExporter(workshop, config);
  starts.push(exporter.readyMs);
  await untilReady(exporter.url);
  const first = memory(exporter.pid).now;
  const endMs = performance.now() + SETTLE_MS;
  let bytes = 0;
  while (performance.now() < endMs) {
    bytes = (await download(`${exporter.url}/metrics`, true)).length;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  const { now, peak } = memory(exporter.pid);
  await exporter.stop();
  await cloud.stop();
  const figures = [median(starts), first, now, peak, bytes / 2 ** 20].map(digits);
  return [String(connections), ...figures];
}

/** Measures all sizes and prints the table. */
export async function benchFootprint(workshop: Workshop): Promise<void> {
  title('Footprint');
  const head = ['dual-tunnel connections', 'ms to listen', 'RSS MiB after the first poll'];
  const rows = [[...head, 'RSS MiB after polls and scrapes', 'highest RSS MiB', 'gzip page MiB']];
  for (const size of SIZES) rows.push([...(await measure(workshop, size))]);
  table(rows);
}
