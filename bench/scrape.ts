/** Scrapes side by side: the exporter, nginx with the same bytes, prom-client behind express, and two Go exporters. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startNginx } from './references/nginx.ts';
import { startNodeExporter } from './references/node-exporter.ts';
import { startPushgateway } from './references/pushgateway.ts';
import { download, load, loadSlow, type Load } from './support/load.ts';
import { digits, median, verdict } from './support/numbers.ts';
import { startScript, type Running } from './support/process.ts';
import { table, title } from './support/report.ts';
import { configOf, startCloud, startExporter, untilReady, type Workshop } from './support/site.ts';
import { hasTool } from './support/tools.ts';

interface Size {
  readonly series: number;
  /** Dual-tunnel connections that make about so many series. */
  readonly connections: number;
  readonly rounds: number;
  /** How long a fast server is loaded in one round. */
  readonly seconds: number;
  /** How many answers a slow one has to give in one round, to each of two clients. */
  readonly answers: number;
}

const SIZES: readonly Size[] = [
  { series: 1_000, connections: 25, rounds: 3, seconds: 1, answers: 30 },
  { series: 10_000, connections: 250, rounds: 3, seconds: 1, answers: 5 },
  { series: 100_000, connections: 2_500, rounds: 5, seconds: 2, answers: 1 },
];

/** Rounds in which slow servers take part. */
const SLOW_ROUNDS = 3;

/** What the exporter has to reach at the largest size, in times of another server's throughput. */
const GOALS: Readonly<Record<string, number>> = {
  nginx: 0.8,
  'prom-client': 50,
  node_exporter: 50,
  pushgateway: 50,
};

type Listening = Running & { readonly url: string };

interface Server extends Listening {
  readonly name: string;
  /** Makes the whole page anew for each scrape, which takes long when it is large. */
  readonly isSlow: boolean;
}

async function startPromClient(file: string): Promise<Listening> {
  const server = await startScript('prom-client.ts', [file], /port (\d+)\./);
  return { ...server, url: `http://127.0.0.1:${server.found[1]}` };
}

/** Starts the exporter with so many connections. */
async function startOwn(workshop: Workshop, connections: number): Promise<Listening> {
  const cloud = await startCloud(workshop, 1, { dual: connections, gateways: 1 });
  const config = configOf(cloud.url, 1, { interval: '10m', stale_after: '30m' });
  const exporter = await startExporter(workshop, config);
  await untilReady(exporter.url);
  await cloud.stop();
  return exporter;
}

/** Starts the exporter, and the others with the page that it then serves. */
async function startServers(workshop: Workshop, connections: number): Promise<readonly Server[]> {
  const folder = join(workshop.folder, `scrape-${connections}`);
  mkdirSync(folder);
  const exporter = await startOwn(workshop, connections);
  const page = await download(`${exporter.url}/metrics`, false);
  const compressed = await download(`${exporter.url}/metrics`, true);
  const file = join(folder, 'page.prom');
  writeFileSync(file, page);
  const others: Readonly<Record<string, readonly [tool: string, () => Promise<Listening>]>> = {
    nginx: ['nginx', () => startNginx(folder, page, compressed)],
    'prom-client': ['node', () => startPromClient(file)],
    node_exporter: ['prometheus-node-exporter', () => startNodeExporter(folder, page)],
    pushgateway: ['prometheus-pushgateway', () => startPushgateway(page)],
  };
  const servers: Server[] = [{ ...exporter, name: 'exporter', isSlow: false }];
  for (const [name, [tool, startIt]] of Object.entries(others)) {
    if (!hasTool(tool, name)) continue;
    servers.push({ ...(await startIt()), name, isSlow: name !== 'nginx' });
  }
  return servers;
}

type Loads = ReadonlyMap<string, readonly Load[]>;

/** Loads the servers in turns, so that what else the machine does meets them all. */
async function compare(servers: readonly Server[], size: Size, isGzipped: boolean): Promise<Loads> {
  const loads = new Map<string, Load[]>(servers.map(({ name }) => [name, []]));
  for (let round = 0; round < size.rounds; round += 1) {
    for (const { name, url, pid, isSlow } of servers) {
      if (isSlow && round >= SLOW_ROUNDS) continue;
      const one = isSlow
        ? loadSlow(`${url}/metrics`, pid, size.answers, isGzipped)
        : load(`${url}/metrics`, pid, size.seconds, isGzipped);
      loads.get(name)?.push(await one);
    }
  }
  return loads;
}

/** How many times as many scrapes the exporter answered as another server in the same round: the median of rounds. */
function ratioTo(name: string, loads: Loads): number {
  const own = loads.get('exporter') ?? [];
  const others = loads.get(name) ?? [];
  return median(others.map(({ perSecond }, round) => (own[round]?.perSecond ?? NaN) / perSecond));
}

function rowsOf({ series }: Size, isGzipped: boolean, loads: Loads): readonly string[][] {
  return [...loads].map(([name, rounds]) => [
    String(series),
    isGzipped ? 'gzip' : 'plain',
    name,
    digits(median(rounds.map(({ perSecond }) => perSecond))),
    name === 'exporter' ? '' : digits(ratioTo(name, loads)),
    digits(median(rounds.map(({ cpuMs }) => cpuMs))),
  ]);
}

function verdictsOf(isGzipped: boolean, loads: Loads): readonly string[] {
  return [...loads.keys()].flatMap((name) => {
    const goal = GOALS[name];
    if (goal === undefined) return [];
    const ratio = ratioTo(name, loads);
    const coding = isGzipped ? 'gzip' : 'plain';
    return `- ${coding}, times ${name}: ${digits(ratio)}, ${verdict(ratio >= goal, `at least ${goal}`)}`;
  });
}

/** Measures all sizes and prints the table. */
export async function benchScrape(workshop: Workshop): Promise<void> {
  title('Scrapes');
  if (!hasTool('wrk', 'this benchmark')) return;
  const rows = [
    ['series', 'coding', 'server', 'scrapes/s', 'exporter is x times', 'CPU ms/scrape'],
  ];
  let verdicts: readonly string[] = [];
  for (const size of SIZES) {
    const servers = await startServers(workshop, size.connections);
    verdicts = [];
    for (const isGzipped of [false, true]) {
      const loads = await compare(servers, size, isGzipped);
      rows.push(...rowsOf(size, isGzipped, loads));
      verdicts = [...verdicts, ...verdictsOf(isGzipped, loads)];
    }
    await Promise.all(servers.map((server) => server.stop()));
  }
  table(rows);
  console.log(`\nAt the largest size:\n\n${verdicts.join('\n')}`);
}
