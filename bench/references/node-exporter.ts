/** A Go exporter with as many series: the textfile collector of node_exporter, which reads the page at each scrape. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../support/port.ts';
import { start, type Running } from '../support/process.ts';

/** Starts node_exporter with nothing but the page. */
export async function startNodeExporter(
  folder: string,
  page: Buffer,
): Promise<Running & { url: string }> {
  const home = join(folder, 'textfile');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'page.prom'), page);
  const port = await freePort();
  const exporter = await start(
    'prometheus-node-exporter',
    [
      '--collector.disable-defaults',
      '--collector.textfile',
      `--collector.textfile.directory=${home}`,
      '--web.disable-exporter-metrics',
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    /Listening on|listening/i,
  );
  return { ...exporter, url: `http://127.0.0.1:${port}` };
}
