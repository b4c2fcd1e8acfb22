/** What a Prometheus spends on evaluating rules. */

import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { median } from './numbers.ts';
import type { Running } from './process.ts';

const LAST = /^prometheus_rule_group_last_duration_seconds\{.*\} (\S+)$/gm;
const INTERVALS = /^prometheus_target_interval_length_seconds_count\{.*\} (\S+)$/m;

/** Of the largest group, which is evaluated as often as there are scrapes, unless the machine is too busy. */
const DONE = /^prometheus_rule_group_iterations_total\{.*;alicloud-vpn-connections"\} (\S+)$/m;
const MISSED =
  /^prometheus_rule_group_iterations_missed_total\{.*;alicloud-vpn-connections"\} (\S+)$/m;

/** Processor time of a process so far, in seconds; Linux counts in hundredths. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The cost of one scrape, and of one evaluation where there are rules. */
export interface Cost {
  /** Processor time of the whole process for each scrape. */
  readonly cpuSeconds: number;
  /** Evaluations for each scrape: a machine that is busy leaves some out. Without rules: 0. */
  readonly evaluations: number;
  /** How long the last evaluation of all groups took, one after the other; the median of what was seen. */
  readonly elapsedSeconds: number;
  /** Recorded series. */
  readonly series: number;
}

async function metrics(address: string): Promise<string> {
  const answer = await fetch(`http://${address}/metrics`);
  return answer.text();
}

async function recordedSeries(address: string): Promise<number> {
  const query = encodeURIComponent('count({__name__=~"alicloud_vpn:.+"})');
  const answer = await fetch(`http://${address}/api/v1/query?query=${query}`);
  const { data } = (await answer.json()) as {
    readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
  };
  return Number(data.result[0]?.value[1] ?? 0);
}

/** Watches it for a while. */
export async function costs({ pid, found }: Running, lastsMs: number): Promise<Cost> {
  const address = found[1] ?? '';
  const counts = async (): Promise<{ readonly scrapes: number; readonly evaluations: number }> => {
    const text = await metrics(address);
    const value = (pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);
    return { scrapes: value(INTERVALS), evaluations: value(DONE) - value(MISSED) };
  };
  const before = { cpu: cpuSeconds(pid), ...(await counts()) };
  const elapsed: number[] = [];
  const endMs = performance.now() + lastsMs;
  while (performance.now() < endMs) {
    await delay(1_000);
    const durations = [...(await metrics(address)).matchAll(LAST)];
    elapsed.push(durations.reduce((sum, [, seconds]) => sum + Number(seconds), 0));
  }
  const after = await counts();
  const count = after.scrapes - before.scrapes;
  return {
    cpuSeconds: (cpuSeconds(pid) - before.cpu) / count,
    evaluations: (after.evaluations - before.evaluations) / count,
    elapsedSeconds: median(elapsed),
    series: await recordedSeries(address),
  };
}
