/** Whether answers wait for anything while a large account is polled and rendered. */

import { writeFileSync } from 'node:fs';
import { kill } from 'node:process';
import { digits, quantile, verdict } from './support/numbers.ts';
import { runScript, startScript, type Running } from './support/process.ts';
import { table, title } from './support/report.ts';
import { configOf, startExporter, untilReady, type Workshop } from './support/site.ts';

/** Two tunnels each. */
const CONNECTIONS = 5_000;
const LATENCY_MS = 100;
const ROUNDS = 2;

/** What the connections do: nothing, as nearly always, or all of them change at each poll. */
const KINDS = ['steady', 'changing'] as const;

/** Polls that follow each other nearly without a pause. */
const BUSY = { interval: '3s', timeout: '3s' };
const IDLE = { interval: '30m' };

interface Probe {
  readonly name: string;
  readonly path: string;
  readonly method: string;
  readonly everyMs: number;
  readonly hasGoal: boolean;
}

const PROBES: readonly Probe[] = [
  { name: '/-/healthy', path: '/-/healthy', method: 'GET', everyMs: 5, hasGoal: true },
  { name: 'scrape, head only', path: '/metrics', method: 'HEAD', everyMs: 50, hasGoal: true },
  { name: 'scrape, gzip', path: '/metrics', method: 'GET', everyMs: 200, hasGoal: false },
];
const PROBE_MS = 4_000;

const GOAL_MS = 50;
const GOAL_RATIO = 3;

type Phase = 'idle' | 'busy';

interface Site {
  readonly exporter: Running & { readonly url: string };
  readonly config: string;
  readonly cloudUrl: string;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Switches between polling and not; the poll that the change begins with belongs to neither. */
async function enter(phase: Phase, { exporter, config, cloudUrl }: Site): Promise<void> {
  writeFileSync(config, JSON.stringify(siteConfig(cloudUrl, phase)));
  kill(exporter.pid, 'SIGHUP');
  await sleep(phase === 'idle' ? 6_000 : 3_000);
}

function siteConfig(cloudUrl: string, phase: Phase): object {
  return {
    ...configOf(cloudUrl, 1, { ...(phase === 'idle' ? IDLE : BUSY), stale_after: '1h' }),
    collectors: { gateways: { enabled: false }, diagnosis: { enabled: false } },
  };
}

async function probe(url: string, { path, method, everyMs }: Probe): Promise<readonly number[]> {
  const count = String(PROBE_MS / everyMs);
  const output = await runScript('probe.ts', [`${url}${path}`, method, String(everyMs), count]);
  return JSON.parse(output);
}

type Latencies = ReadonlyMap<string, number[]>;

const keyOf = (name: string, phase: Phase): string => `${name} ${phase}`;

async function measure(site: Site): Promise<Latencies> {
  const latencies = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const phase of ['idle', 'busy'] as const) {
      await enter(phase, site);
      for (const each of PROBES) {
        const key = keyOf(each.name, phase);
        const values = latencies.get(key) ?? [];
        latencies.set(key, [...values, ...(await probe(site.exporter.url, each))]);
      }
    }
  }
  return latencies;
}

function rowOf(
  kind: (typeof KINDS)[number],
  { name, hasGoal }: Probe,
  latencies: Latencies,
): string[] {
  const idle = latencies.get(keyOf(name, 'idle')) ?? [];
  const busy = latencies.get(keyOf(name, 'busy')) ?? [];
  const [calm, late] = [quantile(idle, 0.99), quantile(busy, 0.99)];
  const isMet = late < GOAL_MS && late <= GOAL_RATIO * calm;
  return [
    kind,
    name,
    ...[quantile(idle, 0.5), calm, quantile(busy, 0.5), late, Math.max(...busy)].map(digits),
    digits(late / calm),
    hasGoal ? verdict(isMet, `p99 below ${GOAL_MS} ms and ${GOAL_RATIO} times idle`) : '',
  ];
}

async function rowsOf(workshop: Workshop, kind: (typeof KINDS)[number]) {
  const cloudArgs = [CONNECTIONS, LATENCY_MS, kind].map(String);
  const cloud = await startScript('cloud.ts', cloudArgs, /(http\S+)/);
  const cloudUrl = cloud.found[1] ?? '';
  const exporter = await startExporter(workshop, siteConfig(cloudUrl, 'idle'));
  await untilReady(exporter.url);
  const latencies = await measure({ exporter, config: exporter.config, cloudUrl });
  await exporter.stop();
  await cloud.stop();
  return PROBES.map((each) => rowOf(kind, each, latencies));
}

/** Measures all probes and prints the table. */
export async function benchLatency(workshop: Workshop): Promise<void> {
  title('Latency while 10,000 tunnels are polled');
  const head = ['tunnels', 'request', 'idle p50 ms', 'idle p99 ms', 'busy p50 ms', 'busy p99 ms'];
  const rows = [[...head, 'busy highest ms', 'p99 times idle', 'goal']];
  for (const kind of KINDS) rows.push(...(await rowsOf(workshop, kind)));
  table(rows);
}
