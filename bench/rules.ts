/**
 * What an evaluation of the alert rules costs Prometheus: fleets that are up and then all down, on each release that is
 * here. With `--rules=FILE` the same for other rules beside it, and the ratio.
 */

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { faster, shorter } from '../test/incidents/support/durations.ts';
import { startFleet, type Fleet } from './support/fleet.ts';
import { digits, median, quantile, verdict } from './support/numbers.ts';
import { start } from './support/process.ts';
import { table, title } from './support/report.ts';
import type { Workshop } from './support/site.ts';
import { prometheusReleases, type PrometheusRelease } from './support/tools.ts';

const SHIPPED = fileURLToPath(new URL('../config/rules/alicloud-vpn.rules.yml', import.meta.url));

/** Fleets; all durations are divided by `factor`, as far as an evaluation still fits between two. */
const SIZES = [
  { connections: 2_000, factor: 5, goals: { up: 0.5, down: 1 } },
  { connections: 10_000, factor: 2.5, goals: { up: 3, down: 5 } },
] as const;

/** How long a state lasts, and how long of that it is measured. */
const LASTS_MS = 7 * 60_000;
const MEASURED_MS = 4 * 60_000;
const LISTENING = /"Listening on".* address=(127\.0\.0\.1:\d+)/;
const DURATION =
  /^prometheus_rule_group_last_duration_seconds\{rule_group="[^"]*;([^"]+)"\} (\S+)$/gm;

type State = keyof (typeof SIZES)[number]['goals'];
type Size = (typeof SIZES)[number];

/** Seconds that the last evaluation of each group took. */
async function durations(address: string): Promise<ReadonlyMap<string, number>> {
  const answer = await fetch(`http://${address}/metrics`);
  const found = (await answer.text()).matchAll(DURATION);
  return new Map([...found].map(([, group = '', seconds]) => [group, Number(seconds)]));
}

/** What all groups together took, at each second for a while. */
async function measure(
  address: string,
  lastsMs: number,
): Promise<readonly ReadonlyMap<string, number>[]> {
  const samples = [];
  const endMs = Date.now() + lastsMs;
  while (Date.now() < endMs) {
    await delay(1_000);
    samples.push(await durations(address));
  }
  return samples;
}

/** Recorded series, of which an index of the fleet's size can be made. */
async function recordedSeries(address: string): Promise<number> {
  const query = encodeURIComponent('count({__name__=~"alicloud_vpn:.+"})');
  const answer = await fetch(`http://${address}/api/v1/query?query=${query}`);
  const { data } = (await answer.json()) as {
    readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
  };
  return Number(data.result[0]?.value[1] ?? 0);
}

interface Cost {
  readonly seconds: Readonly<Record<State, number>>;
  readonly worst: Readonly<Record<State, number>>;
  readonly series: Readonly<Record<State, number>>;
  /** Seconds of each group while all are down. */
  readonly groups: ReadonlyMap<string, number>;
}

const total = (sample: ReadonlyMap<string, number>): number =>
  [...sample.values()].reduce((sum, seconds) => sum + seconds, 0);

/** Lets one Prometheus evaluate these rules on a fleet that is up and then down. */
async function costOf(
  folder: string,
  { program }: PrometheusRelease,
  rules: string,
  fleet: Fleet,
  { factor }: Size,
): Promise<Cost> {
  const rulesFile = join(folder, 'rules.yml');
  writeFileSync(rulesFile, faster(readFileSync(rules, 'utf8'), factor));
  const every = shorter('15s', factor);
  const config = {
    global: { scrape_interval: every, scrape_timeout: every, evaluation_interval: every },
    rule_files: [rulesFile],
    scrape_configs: [{ job_name: 'alicloud-vpn', static_configs: [{ targets: [fleet.address] }] }],
  };
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, stringify(config));
  fleet.set('up');
  const lookback = `--query.lookback-delta=${shorter('5m', factor)}`;
  const data = `--storage.tsdb.path=${join(folder, 'data')}`;
  const listen = '--web.listen-address=127.0.0.1:0';
  const args = [`--config.file=${file}`, data, listen, lookback];
  const prometheus = await start(program, args, LISTENING);
  const address = prometheus.found[1] ?? '';
  const measured: [State, readonly ReadonlyMap<string, number>[], number][] = [];
  for (const state of ['up', 'down'] as const) {
    fleet.set(state);
    await delay((LASTS_MS - MEASURED_MS) / factor);
    const samples = await measure(address, MEASURED_MS / factor);
    measured.push([state, samples, await recordedSeries(address)]);
  }
  await prometheus.stop();
  const by = (of: (samples: readonly ReadonlyMap<string, number>[], series: number) => number) =>
    Object.fromEntries(measured.map(([state, samples, series]) => [state, of(samples, series)]));
  const last = measured.at(-1)?.[1] ?? [];
  const names = [...(last.at(-1)?.keys() ?? [])];
  return {
    seconds: by((samples) => median(samples.map(total))) as Cost['seconds'],
    worst: by((samples) => quantile(samples.map(total), 1)) as Cost['worst'],
    series: by((_, series) => series) as Cost['series'],
    groups: new Map(
      names.map((name) => [name, median(last.map((sample) => sample.get(name) ?? 0))]),
    ),
  };
}

/** Measures it and prints a table of each size. `others` are rules to compare with. */
export async function benchRules(workshop: Workshop, others?: string): Promise<void> {
  const releases = prometheusReleases('what the rules cost');
  for (const size of SIZES) {
    title(`All groups of the rules together, ${size.connections} dual-tunnel connections`);
    const read = [SHIPPED, ...(others === undefined ? [] : [others])]
      .map((each) => readFileSync(each, 'utf8'))
      .join('\n');
    const isRead = (name: string): boolean => name !== '' && read.includes(name);
    const fleet = await startFleet(workshop, size.connections, isRead);
    const rows = [
      ['Release', 'State', 'Median, s', 'Worst, s', 'Series each', 'Aim', 'Others, s', 'Ratio'],
    ];
    for (const release of releases) {
      const cost = async (rules: string): Promise<Cost> =>
        costOf(mkdtempSync(join(workshop.folder, 'rules-')), release, rules, fleet, size);
      const own = await cost(SHIPPED);
      const other = others === undefined ? undefined : await cost(others);
      for (const state of ['up', 'down'] as const) {
        const goal = size.goals[state];
        rows.push([
          release.name,
          state === 'up' ? 'all up' : 'all down',
          digits(own.seconds[state]),
          digits(own.worst[state]),
          digits(own.series[state] / size.connections),
          verdict(own.seconds[state] < goal, `below ${goal} s`),
          other === undefined ? '' : digits(other.seconds[state]),
          other === undefined ? '' : digits(own.seconds[state] / other.seconds[state]),
        ]);
      }
      const parts = [...own.groups].map(([name, seconds]) => `${name} ${digits(seconds)} s`);
      console.log(`${release.name}, all down: ${parts.join(', ')}.\n`);
    }
    table(rows);
    fleet.close();
  }
}
