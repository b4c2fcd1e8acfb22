/** What a Prometheus spends on evaluating rules. */

import { setTimeout as delay } from 'node:timers/promises';
import { median } from './numbers.ts';
import { cpuSeconds, type Running } from './process.ts';

const LAST = /^prometheus_rule_group_last_duration_seconds\{.*\} (\S+)$/gm;
const INTERVALS = /^prometheus_target_interval_length_seconds_count\{.*\} (\S+)$/m;

/** The cost of one scrape, and of one evaluation where there are rules. */
export interface Cost {
  /** Processor time of the whole process for each scrape. */
  readonly cpuSeconds: number;
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
  const scrapes = async (): Promise<number> =>
    Number(INTERVALS.exec(await metrics(address))?.[1] ?? 0);
  const before = { cpu: cpuSeconds(pid), scrapes: await scrapes() };
  const elapsed: number[] = [];
  const endMs = performance.now() + lastsMs;
  while (performance.now() < endMs) {
    await delay(1_000);
    const durations = [...(await metrics(address)).matchAll(LAST)];
    elapsed.push(durations.reduce((sum, [, seconds]) => sum + Number(seconds), 0));
  }
  const count = (await scrapes()) - before.scrapes;
  return {
    cpuSeconds: (cpuSeconds(pid) - before.cpu) / count,
    elapsedSeconds: median(elapsed),
    series: await recordedSeries(address),
  };
}
