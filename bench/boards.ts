/**
 * What a refresh of each dashboard costs: all queries of a dashboard at once, as Grafana asks them, over a month of 2,000
 * dual-tunnel connections, while all of them are up and after all of them went down.
 */

import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readBoards, shownPanels, queryOf, type Board } from '../test/dashboards/support/boards.ts';
import { writePast, type Past } from '../test/dashboards/support/history.ts';
import { stepOf, timesOf } from '../test/dashboards/support/steps.ts';
import { substitute, type Substitutes } from '../test/dashboards/support/substitute.ts';
import { startFleet, type Fleet } from './support/fleet.ts';
import { digits, median, verdict } from './support/numbers.ts';
import type { Running } from './support/process.ts';
import { startPrometheus } from './support/prometheus.ts';
import { table, title } from './support/report.ts';
import type { Workshop } from './support/site.ts';
import { hasTool, prometheusReleases, type PrometheusRelease } from './support/tools.ts';

const RULES = fileURLToPath(new URL('../config/rules/alicloud-vpn.rules.yml', import.meta.url));
const CONNECTIONS = 2_000;
const GOAL_SECONDS = 3;
const REFRESHES = 5;
const SCRAPE = 15;
const DAY = 86_400;
/** How long a state lasts before it is looked at: the slowest group that counts is evaluated every minute. */
const SETTLES_MS = 150_000;

/** Ranges of the dashboards, as they begin. */
const RANGES: Readonly<Record<string, number>> = {
  'now-6h': DAY / 4,
  'now-24h': DAY,
  'now-30d': 30 * DAY,
};

/** The past that panels read in bulk: ten minutes of each connection and site, minutes of regions, the chosen connection. */
function pastOf(text: string): readonly Past[] {
  const labelsOf = (metric: string): readonly string[] =>
    [...text.matchAll(new RegExp(`^${metric}\\{(.*)\\} \\S+$`, 'gm'))].map(
      ([, labels]) => labels ?? '',
    );
  const ids = labelsOf('alicloud_vpn_connection_up');
  const regions = labelsOf('alicloud_vpn_target_up')
    .filter((each) => each.includes('"connections"'))
    .map((each) => each.replace(/,?collector="\w+"/, ''));
  const job = 'job="alicloud-vpn"';
  // Half of the connections lead to a site of their own, as far as minutes of sites are concerned.
  const sites = ids.slice(0, ids.length / 2).map((_, index) => `site="site-${index}"`);
  const minutesOf = (record: string, things: readonly string[], every: number): readonly Past[] =>
    things.map((labels) => ({
      series: `alicloud_vpn:${record}{${job},${labels},service="up"}`,
      every,
      valueAt: () => every / 60,
    }));
  const minutes = [
    ...minutesOf('connection:service_minutes', ids, 600),
    ...minutesOf('connection:service_minutes1h', ids, 3_600),
    ...minutesOf('site:service_minutes', sites, 600),
    ...minutesOf('site:service_minutes1h', sites, 3_600),
  ];
  const ofRegions = regions.map((labels) => ({
    series: `alicloud_vpn:region:readable{${job},${labels}}`,
    every: 60,
    valueAt: () => 1,
  }));
  const minutesOfRegions = regions.map((labels) => ({
    series: `alicloud_vpn:region:service_minutes{${job},${labels},service="up"}`,
    every: 600,
    valueAt: () => 10 * (ids.length / regions.length),
  }));
  return [...minutes, ...minutesOfRegions, ...ofRegions];
}

interface Query {
  readonly path: string;
  readonly expr: string;
}

/** Queries that Grafana sends for a dashboard, with the rows open that are so at first, or all of them. */
function queriesOf(board: Board, isAll: boolean, chosen: Substitutes): readonly Query[] {
  const range = RANGES[board.time.from] ?? DAY;
  const step = stepOf(range, SCRAPE);
  const values = { ...timesOf(range, step, SCRAPE), ...chosen };
  const panels = isAll ? shownPanels(board) : board.panels.filter(({ type }) => type !== 'row');
  const end = Math.floor(Date.now() / 1_000);
  const inRange = `query_range?start=${end - range}&end=${end}&step=`;
  return [
    ...panels.flatMap(({ targets = [] }) =>
      targets.map(({ expr, instant }) => ({
        path: instant === true ? 'query?' : `${inRange}${step}&`,
        expr,
      })),
    ),
    ...(board.annotations.list ?? []).map(({ expr }) => ({
      path: `${inRange}${Math.max(step, 60)}&`,
      expr,
    })),
    ...board.templating.list
      .slice(1)
      .map((variable) => /^query_result\((.*)\)$/.exec(queryOf(variable))?.[1] ?? '')
      .filter((expr) => expr !== '')
      .map((expr) => ({ path: 'query?', expr })),
  ].map(({ path, expr }) => ({ path, expr: substitute(expr, values) }));
}

/** Seconds until the last answer is there, and how many bytes they are. */
async function refresh(address: string, queries: readonly Query[]) {
  const startMs = performance.now();
  const sizes = await Promise.all(
    queries.map(async ({ path, expr }) => {
      const answer = await fetch(
        `http://${address}/api/v1/${path}query=${encodeURIComponent(expr)}`,
      );
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${text.slice(0, 500)}: ${expr}`);
      return text.length;
    }),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  return { seconds: (performance.now() - startMs) / 1_000, megabytes: bytes / 1e6 };
}

async function measure(address: string, board: Board, isAll: boolean, chosen: Substitutes) {
  const queries = queriesOf(board, isAll, chosen);
  const seconds: number[] = [];
  let megabytes = 0;
  for (let round = 0; round < REFRESHES; round += 1) {
    const cost = await refresh(address, queries);
    seconds.push(cost.seconds);
    megabytes = cost.megabytes;
  }
  return { queries: queries.length, seconds: median(seconds), megabytes };
}

/** Starts a Prometheus with a month behind it that scrapes the fleet and evaluates the rules, as shipped. */
async function startWithPast(
  workshop: Workshop,
  { program }: PrometheusRelease,
  fleet: Fleet,
): Promise<Running> {
  const folder = mkdtempSync(join(workshop.folder, 'boards-'));
  const end = Math.floor(Date.now() / 1_000) - 3 * 3_600;
  writePast('promtool', join(folder, 'data'), pastOf(fleet.text), end - 30 * DAY, end);
  const config = {
    global: { scrape_interval: '15s', evaluation_interval: '15s' },
    rule_files: [RULES],
    scrape_configs: [{ job_name: 'alicloud-vpn', static_configs: [{ targets: [fleet.address] }] }],
  };
  return startPrometheus(program, folder, config, ['--storage.tsdb.retention.time=60d']);
}

/** Measures it and prints a table. */
export async function benchBoards(workshop: Workshop): Promise<void> {
  if (!hasTool('promtool', 'what dashboards cost')) return;
  const [release] = prometheusReleases('what dashboards cost');
  if (release === undefined) return;
  const boards = readBoards();
  const read = readFileSync(RULES, 'utf8') + JSON.stringify(boards);
  const fleet = await startFleet(
    workshop,
    CONNECTIONS,
    (name) => name !== '' && read.includes(name),
  );
  const connection = /vpn_connection_id="([^"]+)"/.exec(fleet.text)?.[1] ?? '';
  const all = { cluster: '.*', job: '.*', account: '.*', region: '.*', instance: '.*', connection };
  title(`A refresh of each dashboard, ${CONNECTIONS} dual-tunnel connections, ${release.name}`);
  const running = await startWithPast(workshop, release, fleet);
  const address = running.found[1] ?? '';
  const rows = [['Dashboard', 'Rows', 'State', 'Queries', 'Seconds', 'MB', 'Aim']];
  for (const state of ['up', 'down'] as const) {
    fleet.set(state);
    await delay(SETTLES_MS);
    for (const board of boards) {
      for (const isAll of [false, true]) {
        if (isAll && !board.panels.some(({ collapsed }) => collapsed === true)) continue;
        const { queries, seconds, megabytes } = await measure(address, board, isAll, all);
        rows.push([
          board.file.replace('.json', ''),
          isAll ? 'all opened' : 'as at first',
          `all ${state}`,
          `${queries}`,
          digits(seconds),
          digits(megabytes),
          verdict(seconds < GOAL_SECONDS, `below ${GOAL_SECONDS} s`),
        ]);
      }
    }
  }
  table(rows);
  await running.stop();
  fleet.close();
}
