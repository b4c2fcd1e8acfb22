/** Scrapes beside other servers of the same series: of a page that is unchanged, and after a change. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { download, load, loadSlow, type Load } from './support/load.ts';
import { startNginx } from './support/nginx.ts';
import { digits, median, verdict } from './support/numbers.ts';
import { cpuMs, startScript, type Running } from './support/process.ts';
import { table, title } from './support/report.ts';
import { configOf, startExporter, untilReady, type Workshop } from './support/site.ts';
import { hasTool } from './support/tools.ts';

/** Dual-tunnel connections that make about so many series. */
const SIZES = { 1_000: 25, 10_000: 250, 100_000: 2_500 } as const;
type Series = keyof typeof SIZES;
const LARGEST = 100_000;

const ROUNDS = 5;
/** Scrapes before them, whose code is not compiled yet. */
const WARM_UP = 15;
/** How long a fast server is loaded in one round. */
const SECONDS = 2;

/** What the exporter has to reach, in times of another server's throughput. */
const GOALS = { nginx: 0.5, 'prom-client': 50 } as const;
type Reference = keyof typeof GOALS;

/** The part of prom-client's processor time that a scrape after a change may take. */
const GOAL_AFTER_CHANGE = 0.2;

type Listening = Running & { readonly url: string };

/** The exporter, the cloud before it, and prom-client with the same series. */
interface Stage {
  readonly exporter: Listening;
  readonly promClient: Listening;
  readonly page: Buffer;
  /** Waits until another poll has shown a change. */
  readonly change: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function open(workshop: Workshop, series: Series, interval: string): Promise<Stage> {
  const cloud = await startScript('cloud.ts', [String(SIZES[series])], /(http\S+)/);
  const url = cloud.found[1] ?? '';
  const poll = { interval, stale_after: '1h' };
  const exporter = await startExporter(workshop, {
    ...configOf(url, 1, poll),
    collectors: { gateways: { enabled: false }, diagnosis: { enabled: false } },
  });
  await untilReady(exporter.url);
  const page = await download(`${exporter.url}/metrics`, false);
  const file = join(workshop.folder, `${series}.prom`);
  writeFileSync(file, page);
  const promClient = await startScript('prom-client.ts', [file], /port (\d+)\./);
  const walks = async (): Promise<number> => Number(await (await fetch(`${url}/walks`)).text());
  return {
    exporter,
    promClient: { ...promClient, url: `http://127.0.0.1:${promClient.found[1]}` },
    page,
    change: async () => {
      const before = await walks();
      while ((await walks()) <= before) await sleep(50);
      // Until the exporter has taken in what the last page brought.
      await sleep(500);
    },
    stop: async () => {
      await Promise.all([exporter, promClient, cloud].map((each) => each.stop()));
    },
  };
}

/** How many times as many scrapes the exporter answered as another server in the same round: the median of rounds. */
function ratio(own: readonly Load[], others: readonly Load[]): number {
  return median(others.map(({ perSecond }, round) => (own[round]?.perSecond ?? NaN) / perSecond));
}

async function unchanged(workshop: Workshop): Promise<readonly string[][]> {
  const stage = await open(workshop, LARGEST, '30m');
  const folder = join(workshop.folder, 'nginx');
  mkdirSync(folder);
  const compressed = await download(`${stage.exporter.url}/metrics`, true);
  const nginx = hasTool('nginx', 'nginx')
    ? await startNginx(folder, stage.page, compressed)
    : undefined;
  const rows: string[][] = [];
  for (const isGzipped of [false, true]) {
    const own: Load[] = [];
    const others: Record<Reference, Load[]> = { nginx: [], 'prom-client': [] };
    // In turns, so that what else the machine does meets them all.
    for (let round = 0; round < ROUNDS; round += 1) {
      const fast = ({ url, pid }: Listening) => load(`${url}/metrics`, pid, SECONDS, isGzipped);
      own.push(await fast(stage.exporter));
      if (nginx !== undefined) others.nginx.push(await fast(nginx));
      const { url, pid } = stage.promClient;
      others['prom-client'].push(await loadSlow(`${url}/metrics`, pid, 1, isGzipped));
    }
    for (const name of ['nginx', 'prom-client'] as const) {
      if (others[name].length === 0) continue;
      const times = ratio(own, others[name]);
      const goal = verdict(times >= GOALS[name], `at least ${GOALS[name]}`);
      rows.push([isGzipped ? 'gzip' : 'plain', name, digits(times), goal]);
    }
  }
  await nginx?.stop();
  await stage.stop();
  return rows;
}

/** Processor time of one gzip scrape, in milliseconds. */
async function scrapeMs({ url, pid }: Listening): Promise<number> {
  const before = cpuMs(pid);
  await download(`${url}/metrics`, true);
  return cpuMs(pid) - before;
}

async function changed(workshop: Workshop, series: Series): Promise<readonly string[]> {
  const stage = await open(workshop, series, series === LARGEST ? '5s' : '1s');
  const own: number[] = [];
  const others: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    await stage.change();
    const pair = [await scrapeMs(stage.exporter), await scrapeMs(stage.promClient)] as const;
    if (round < 0) continue;
    own.push(pair[0]);
    others.push(pair[1]);
  }
  await stage.stop();
  const part = median(own) / median(others);
  const goal = verdict(part <= GOAL_AFTER_CHANGE, `at most ${GOAL_AFTER_CHANGE}`);
  return [String(series), ...[median(own), median(others), part].map(digits), goal];
}

/** Measures both and prints the tables. */
export async function benchScrape(workshop: Workshop): Promise<void> {
  title('Scrapes of 100,000 series that did not change');
  if (!hasTool('wrk', 'this benchmark')) return;
  table([
    ['coding', 'server', 'exporter answers x times as often', 'goal'],
    ...(await unchanged(workshop)),
  ]);
  title('A gzip scrape after one connection changed');
  const rows = [['series', 'CPU ms', "prom-client's", 'part of it', 'goal']];
  for (const series of [1_000, 10_000, 100_000] as const) {
    rows.push([...(await changed(workshop, series))]);
  }
  table(rows);
}
