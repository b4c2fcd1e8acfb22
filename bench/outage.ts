/**
 * From an outage to its page, in real time: the shipped files of exporter, Prometheus and Alertmanager with their own
 * intervals, and connections that go down at different phases of polls, scrapes and evaluations.
 */

import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { connectionId, DOWN } from '../test/support/rows/connection-row.ts';
import { median, quantile } from './support/numbers.ts';
import { start } from './support/process.ts';
import { LISTENING, startPrometheus } from './support/prometheus.ts';
import { table, title } from './support/report.ts';
import { configOf, startCloud, startExporter, untilReady, type Workshop } from './support/site.ts';
import { hasTool } from './support/tools.ts';

const RUNS = 5;
/** Connections that go down in each run. */
const OUTAGES = 5;
/** Between two outages: no multiple of a poll, a scrape or an evaluation. */
const PHASE_MS = 4_300;
/** Connections count as in service when the rules have seen them up for this long. */
const IN_SERVICE_MS = 330_000;
const LIMIT_MS = 240_000;

const REGION = 'cn-hangzhou';

function shipped(path: string): string {
  return fileURLToPath(new URL(`../config/${path}`, import.meta.url));
}

/** Receives pages; the connection of each and when it came. */
async function startPager(): Promise<{
  readonly address: string;
  readonly pages: ReadonlyMap<string, number>;
  readonly close: () => void;
}> {
  const pages = new Map<string, number>();
  const server = createServer((request, response) => {
    const atMs = Date.now();
    void text(request).then((body) => {
      const { alerts } = JSON.parse(body) as {
        readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[];
      };
      for (const { labels } of request.url === '/page' ? alerts : []) {
        const id = labels['vpn_connection_id'] ?? '';
        if (!pages.has(id)) pages.set(id, atMs);
      }
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { address: `127.0.0.1:${port}`, pages, close: () => server.close() };
}

async function startMonitoring(folder: string, exporter: string, pager: string) {
  mkdirSync(folder);
  const alerts = readFileSync(shipped('alertmanager.yml'), 'utf8');
  const alertsFile = join(folder, 'alertmanager.yml');
  writeFileSync(alertsFile, alerts.replaceAll('127.0.0.1:5001', pager));
  const alertmanager = await start(
    'prometheus-alertmanager',
    [
      `--config.file=${alertsFile}`,
      `--storage.path=${folder}`,
      '--cluster.listen-address=',
      '--web.listen-address=127.0.0.1:0',
    ],
    LISTENING,
  );
  const config = parse(readFileSync(shipped('prometheus.yml'), 'utf8')) as {
    readonly scrape_configs: readonly [object];
  };
  const targets = (address: string): object[] => [{ targets: [address] }];
  const prometheus = await startPrometheus('prometheus', folder, {
    ...config,
    rule_files: [shipped('rules/alicloud-vpn.rules.yml')],
    alerting: { alertmanagers: [{ static_configs: targets(alertmanager.found[1] ?? '') }] },
    scrape_configs: [{ ...config.scrape_configs[0], static_configs: targets(exporter) }],
  });
  return [prometheus, alertmanager];
}

/** When the API first said what it says since `sinceMs`. */
async function firstAnswer(cloud: string, account: string, sinceMs: number): Promise<number> {
  const query = `account=${account}&action=DescribeVpnConnections`;
  const answer = await fetch(`${cloud}/_simulator/requests?${query}`);
  const { requests } = (await answer.json()) as {
    readonly requests: readonly { readonly timeMs: number }[];
  };
  return Math.min(...requests.map(({ timeMs }) => timeMs).filter((timeMs) => timeMs >= sinceMs));
}

/** Lets both tunnels go down, and waits for the page. @returns seconds since the outage, and since the API showed it */
async function outage(
  cloud: string,
  account: string,
  pages: ReadonlyMap<string, number>,
): Promise<readonly [number, number]> {
  const id = connectionId(`${account}-${REGION}-00000`);
  const downMs = Date.now();
  for (const index of [0, 1]) {
    const path = `TunnelOptionsSpecification.TunnelOptions.${index}.Status`;
    const body = JSON.stringify({ account, region: REGION, id, path, value: DOWN });
    await fetch(`${cloud}/_simulator/rows`, { method: 'PATCH', body });
  }
  while (!pages.has(id) && Date.now() < downMs + LIMIT_MS) await delay(100);
  const pageMs = pages.get(id) ?? Infinity;
  const shownMs = await firstAnswer(cloud, account, downMs);
  return [(pageMs - downMs) / 1000, (pageMs - shownMs) / 1000];
}

/** Measures it for connections of as many accounts, in runs, and prints median and worst. */
export async function benchOutage(workshop: Workshop): Promise<void> {
  if (!hasTool('prometheus', 'from outage to page')) return;
  if (!hasTool('prometheus-alertmanager', 'from outage to page')) return;
  title('From an outage to its page, in seconds');
  const cloud = await startCloud(workshop, RUNS * OUTAGES, { dual: 3 });
  const exporter = await startExporter(
    workshop,
    configOf(cloud.url, RUNS * OUTAGES, { interval: '20s' }),
  );
  await untilReady(exporter.url);
  const pager = await startPager();
  const monitoring = await startMonitoring(
    join(workshop.folder, 'monitoring'),
    new URL(exporter.url).host,
    pager.address,
  );
  await delay(IN_SERVICE_MS);
  const seconds = await Promise.all(
    Array.from({ length: RUNS * OUTAGES }, async (_, index) => {
      await delay(index * PHASE_MS);
      return outage(cloud.url, `a${index}`, pager.pages);
    }),
  );
  const row = (name: string, of: readonly (readonly [number, number])[]): readonly string[] => [
    name,
    ...[0, 1].flatMap((column) => {
      const values = of.map((each) => each[column as 0 | 1]);
      return [median(values), quantile(values, 1)].map((value) => value.toFixed(0));
    }),
  ];
  table([
    ['Run', 'Since the outage: median', 'worst', 'Since the API showed it: median', 'worst'],
    ...Array.from({ length: RUNS }, (_, run) =>
      row(`${run + 1}`, seconds.slice(run * OUTAGES, (run + 1) * OUTAGES)),
    ),
    row('all', seconds),
  ]);
  pager.close();
  for (const each of [...monitoring, exporter, cloud]) await each.stop();
}
