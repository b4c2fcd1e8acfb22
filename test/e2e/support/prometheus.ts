/** A real Prometheus on a free loopback port, and what its HTTP API says. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Cleanup } from './cleanup.ts';
import { startProgram, type Program } from './listening.ts';

/** A series of an answer: one value (instant query) or several (range query). */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

/** A part of the time, in seconds since the epoch. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

interface RuleHealth {
  readonly name: string;
  readonly lastError?: string;
}

interface Sampled {
  readonly metric: Readonly<Record<string, string>>;
  readonly value?: readonly [number, string];
  readonly values?: readonly (readonly [number, string])[];
}

/** A running Prometheus. */
export interface Prometheus extends Program {
  /** How things are now, or were at a time in seconds. @throws Error with the message of Prometheus. */
  readonly query: (expr: string, time?: number) => Promise<readonly Series[]>;
  /** How things were. @throws Error with the message of Prometheus. */
  readonly queryRange: (expr: string, span: Span) => Promise<readonly Series[]>;
  /** The values that a label has on the series that a selector chooses. */
  readonly labelValues: (label: string, selector: string) => Promise<readonly string[]>;
  /** The rules whose evaluation failed, each with why, and how often rules failed so far. */
  readonly ruleErrors: () => Promise<readonly string[]>;
  /** The number of Alertmanagers that it sends alerts to. */
  readonly alertmanagers: () => Promise<number>;
}

async function ask(url: string, parameters: Readonly<Record<string, string>>): Promise<unknown> {
  const response = await fetch(`${url}?${new URLSearchParams(parameters).toString()}`);
  const text = await response.text();
  // Faults of a query are told as JSON, with status 4xx; all others as plain text.
  if (!text.startsWith('{')) throw new Error(`${response.status} ${text}`);
  const { data, error } = JSON.parse(text) as { data?: unknown; error?: string };
  if (error !== undefined) throw new Error(`${error}: ${Object.values(parameters)[0] ?? ''}`);
  return data;
}

function seriesIn(data: unknown): readonly Series[] {
  const { result } = data as { readonly result: readonly Sampled[] };
  return result.map(({ metric, value, values }) => ({
    metric,
    values: (values ?? (value === undefined ? [] : [value])).map(([, text]) => Number(text)),
  }));
}

/** Starts one with this configuration, given as what its YAML says; with `data`, on a past that is there. */
export async function startPrometheus(
  command: string,
  config: object,
  cleanup: Cleanup,
  flags: readonly string[] = [],
  data?: string,
): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  cleanup.add(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, stringify(config));
  const program = await startProgram(
    command,
    [`--config.file=${file}`, `--storage.tsdb.path=${data ?? join(folder, 'data')}`, ...flags],
    cleanup,
  );
  const api = `${program.url}/api/v1`;
  return {
    ...program,
    query: async (query, time) =>
      seriesIn(
        await ask(`${api}/query`, { query, ...(time !== undefined && { time: String(time) }) }),
      ),
    queryRange: async (query, { start, end, step }) =>
      seriesIn(
        await ask(`${api}/query_range`, {
          query,
          start: String(start),
          end: String(end),
          step: String(step),
        }),
      ),
    labelValues: async (label, selector) =>
      (await ask(`${api}/label/${label}/values`, { 'match[]': selector })) as readonly string[],
    ruleErrors: async () => {
      const { groups } = (await ask(`${api}/rules`, {})) as {
        readonly groups: readonly { readonly rules: readonly RuleHealth[] }[];
      };
      const page = await (await fetch(`${program.url}/metrics`)).text();
      const failures = page
        .split('\n')
        .filter((line) => /^prometheus_rule_evaluation_failures_total.* [1-9]/.test(line));
      const failing = groups
        .flatMap(({ rules }) => rules)
        .filter(({ lastError = '' }) => lastError !== '')
        .map(({ name, lastError }) => `${name}: ${lastError}`);
      return [...failures, ...failing];
    },
    alertmanagers: async () => {
      const data = (await ask(`${api}/alertmanagers`, {})) as {
        readonly activeAlertmanagers: readonly unknown[];
      };
      return data.activeAlertmanagers.length;
    },
  };
}

/** Scrapes these addresses (host:port) every second, and evaluates rules as often. */
export function scraping(
  targets: readonly string[],
  labels: Readonly<Record<string, string>> = {},
): object {
  return {
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    scrape_configs: [
      { job_name: 'alicloud-vpn', honor_labels: true, static_configs: [{ targets, labels }] },
    ],
  };
}
