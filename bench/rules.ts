/**
 * What an evaluation of the alert rules costs Prometheus: fleets that are up and then all down, on each release that is
 * here. With `--rules=FILE` the same for other rules beside it, and the ratio. On a machine that has other work, look at
 * the processor time: that of a Prometheus with the rules, less that of one without, for each evaluation.
 */

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { faster, shorter } from '../test/incidents/support/durations.ts';
import { costs, type Cost } from './support/evaluations.ts';
import { startFleet, type Fleet } from './support/fleet.ts';
import { digits, verdict } from './support/numbers.ts';
import type { Running } from './support/process.ts';
import { startPrometheus } from './support/prometheus.ts';
import { table, title } from './support/report.ts';
import type { Workshop } from './support/site.ts';
import { prometheusReleases, type PrometheusRelease } from './support/tools.ts';

const SHIPPED = fileURLToPath(new URL('../config/rules/alicloud-vpn.rules.yml', import.meta.url));

/** Fleets; all durations are divided by `factor`, as far as an evaluation still fits between two. */
const SIZES = [
  { connections: 2_000, factor: 3, goals: { up: 0.5, down: 1 } },
  { connections: 10_000, factor: 1, goals: { up: 3, down: 5 } },
] as const;
type Size = (typeof SIZES)[number];

/** How long a state lasts, and how long of that it is measured. */
const LASTS_MS = 6 * 60_000;
const MEASURED_MS = 3 * 60_000;

/** Starts a Prometheus that scrapes the fleet, with these rules or with none. */
async function startRules(
  workshop: Workshop,
  { program }: PrometheusRelease,
  fleet: Fleet,
  { factor }: Size,
  rules?: string,
): Promise<Running> {
  const folder = mkdtempSync(join(workshop.folder, 'rules-'));
  const file = join(folder, 'rules.yml');
  writeFileSync(file, rules === undefined ? '' : faster(readFileSync(rules, 'utf8'), factor));
  const every = shorter('15s', factor);
  const config = {
    global: { scrape_interval: every, scrape_timeout: every, evaluation_interval: every },
    rule_files: rules === undefined ? [] : [file],
    scrape_configs: [{ job_name: 'alicloud-vpn', static_configs: [{ targets: [fleet.address] }] }],
  };
  return startPrometheus(program, folder, config, [
    `--query.lookback-delta=${shorter('5m', factor)}`,
  ]);
}

/** What the rules cost in both states; without rules, what is left. */
async function measure(
  workshop: Workshop,
  release: PrometheusRelease,
  fleet: Fleet,
  size: Size,
  rules: readonly string[],
): Promise<readonly (readonly Cost[])[]> {
  fleet.set('up');
  const running: Running[] = [];
  for (const each of [undefined, ...rules]) {
    running.push(await startRules(workshop, release, fleet, size, each));
  }
  const states: (readonly Cost[])[] = [];
  for (const state of ['up', 'down'] as const) {
    fleet.set(state);
    await delay((LASTS_MS - MEASURED_MS) / size.factor);
    states.push(await Promise.all(running.map((each) => costs(each, MEASURED_MS / size.factor))));
  }
  for (const each of running) await each.stop();
  return states;
}

/** Measures it and prints a table of each size. `others` are rules to compare with. */
export async function benchRules(workshop: Workshop, others?: string): Promise<void> {
  const rules = [SHIPPED, ...(others === undefined ? [] : [others])];
  const read = rules.map((each) => readFileSync(each, 'utf8')).join('\n');
  for (const size of SIZES) {
    title(`All groups of the rules together, ${size.connections} dual-tunnel connections`);
    const isRead = (name: string): boolean => name !== '' && read.includes(name);
    const fleet = await startFleet(workshop, size.connections, isRead);
    const rows = [
      ['Release', 'State', 'CPU, s', 'Elapsed, s', 'Series each', 'Aim', 'Others, CPU s', 'Ratio'],
    ];
    for (const release of prometheusReleases('what the rules cost')) {
      const states = await measure(workshop, release, fleet, size, rules);
      for (const [index, state] of (['up', 'down'] as const).entries()) {
        const [none, own, other] = states[index] ?? [];
        if (none === undefined || own === undefined) continue;
        const goal = size.goals[state];
        const used = (own.cpuSeconds - none.cpuSeconds) / own.evaluations;
        const othersUsed =
          other === undefined ? NaN : (other.cpuSeconds - none.cpuSeconds) / other.evaluations;
        rows.push([
          release.name,
          `all ${state}`,
          digits(used),
          digits(own.elapsedSeconds),
          digits(own.series / size.connections),
          verdict(used < goal, `below ${goal} s`),
          digits(othersUsed),
          digits(used / othersUsed),
        ]);
      }
    }
    table(rows);
    fleet.close();
  }
}
