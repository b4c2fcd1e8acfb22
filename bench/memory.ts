/** Resident memory with few and with many connections, of each Node.js there is. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { execPath, kill } from 'node:process';
import { fileURLToPath } from 'node:url';
import { digits, verdict } from './support/numbers.ts';
import { memory } from './support/process.ts';
import { table, title } from './support/report.ts';
import { configOf, startCloud, startExporter, untilReady, type Workshop } from './support/site.ts';

/** Dual-tunnel connections, and the highest that memory may come to. */
const CASES = [
  { connections: 100, goalMb: 100 },
  { connections: 10_000, goalMb: 300 },
] as const;

/** This Node.js, and that of the image where `scripts/node.sh 24` has fetched it. */
const NODES = [
  execPath,
  fileURLToPath(new URL('../.cache/node24/node_modules/node/bin/node', import.meta.url)),
];

/** Both formats and the status page, as Prometheus and a person ask for them. */
const REQUESTS = [
  ['/metrics', 'text/plain;version=0.0.4'],
  ['/metrics', 'application/openmetrics-text;version=1.0.0'],
  ['/', 'text/html'],
] as const;
const ROUNDS = 20;
const ROUND_MS = 3_000;

async function rowOf(
  workshop: Workshop,
  node: string,
  { connections, goalMb }: (typeof CASES)[number],
): Promise<readonly string[]> {
  const cloud = await startCloud(workshop, 1, { dual: connections, gateways: 10 });
  const exporter = await startExporter(workshop, configOf(cloud.url, 1, { interval: '20s' }), node);
  await untilReady(exporter.url);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [path, accept] of REQUESTS) {
      await (await fetch(exporter.url + path, { headers: { accept } })).arrayBuffer();
    }
    if (round === ROUNDS / 2) kill(exporter.pid, 'SIGHUP');
    await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
  }
  const { now, peak } = memory(exporter.pid);
  await exporter.stop();
  await cloud.stop();
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  const goal = verdict(peak < goalMb, `below ${goalMb} MB`);
  return [version, String(connections), digits(now), digits(peak), goal];
}

/** Measures all and prints the table. */
export async function benchMemory(workshop: Workshop): Promise<void> {
  title('Memory, polled every 20 s, both formats scraped, with the status page and a reload');
  const rows = [['Node.js', 'dual-tunnel connections', 'RSS MB at the end', 'highest', 'goal']];
  for (const node of NODES.filter(existsSync)) {
    for (const each of CASES) rows.push([...(await rowOf(workshop, node, each))]);
  }
  table(rows);
}
