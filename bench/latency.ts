/** How long /-/healthy takes while 10,000 tunnels are polled and scraped as by default. */

import { download } from './support/load.ts';
import { digits, quantile, verdict } from './support/numbers.ts';
import { runScript, startScript } from './support/process.ts';
import { table, title } from './support/report.ts';
import { configOf, startExporter, untilReady, type Workshop } from './support/site.ts';

/** Dual-tunnel connections, in so many targets, and the highest p99. */
const CASES = [
  { targets: 20, connections: 250, goalMs: 50 },
  { targets: 1, connections: 5_000, goalMs: 100 },
] as const;

const EVERY_MS = 5;
/** Two polls, 20 s apart, and some. */
const COUNT = 45_000 / EVERY_MS;
const SCRAPE_MS = 15_000;

async function rowOf(
  workshop: Workshop,
  { targets, connections, goalMs }: (typeof CASES)[number],
): Promise<readonly string[]> {
  const cloud = await startScript('cloud.ts', [String(connections)], /(http\S+)/);
  const exporter = await startExporter(workshop, {
    ...configOf(cloud.found[1] ?? '', targets, { interval: '20s' }),
    collectors: { gateways: { enabled: false }, diagnosis: { enabled: false } },
  });
  await untilReady(exporter.url);
  let scrape: Promise<unknown> = Promise.resolve();
  const scrapes = setInterval(() => {
    scrape = download(`${exporter.url}/metrics`, true);
  }, SCRAPE_MS);
  const args = [`${exporter.url}/-/healthy`, 'GET', String(EVERY_MS), String(COUNT)];
  const values: readonly number[] = JSON.parse(await runScript('probe.ts', args));
  clearInterval(scrapes);
  await scrape;
  await exporter.stop();
  await cloud.stop();
  const p99 = quantile(values, 0.99);
  const figures = [quantile(values, 0.5), p99, quantile(values, 1)].map(digits);
  return [String(targets), ...figures, verdict(p99 < goalMs, `p99 below ${goalMs} ms`)];
}

/** Measures both and prints the table. */
export async function benchLatency(workshop: Workshop): Promise<void> {
  title('/-/healthy while 10,000 tunnels are polled every 20 s');
  const rows = [['targets', 'p50 ms', 'p99 ms', 'highest ms', 'goal']];
  for (const each of CASES) rows.push([...(await rowOf(workshop, each))]);
  table(rows);
}
