/** Asks CloudMonitor once a day whether its metrics are what they are taken for, beside the polls. */

import type { Api } from '../../alicloud/api.ts';
import { incompleteError } from '../../alicloud/answer.ts';
import { decodeMetas, type MetricMeta } from './decode.ts';
import { type Metric, UNIT_NAMES, unitOf } from './metric-table.ts';
import { META_PAGE_SIZE, metaRequest } from './request.ts';
import { linkedController } from '../../model/concurrency.ts';
import { sleep } from '../../model/clock.ts';
import { ApiError } from '../../model/failure.ts';

/** Why a metric is not exposed. */
export interface Contradiction {
  readonly metric: Metric;
  /** What is otherwise than expected, for a log line. */
  readonly problem: string;
  /** The setting that takes the metric all the same. */
  readonly remedy: string;
}

/** CloudMonitor's own words, fit for a log line. */
function words(text: string): string {
  return text.replace(/[^\w /%.,:-]/g, '?').slice(0, 64) || 'nothing';
}

function contradiction(metric: Metric, problem: string, setting: string): Contradiction {
  return {
    metric,
    problem: `CloudMonitor ${problem}`,
    remedy: `collectors.traffic.metrics.${metric.key}: {${setting}}`,
  };
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item) => other.includes(item));
}

function checkDimensions(metric: Metric, meta: MetricMeta): Contradiction | undefined {
  const expected = Object.values(metric.dimensions);
  if (metric.stated.includes('dimensions') || isSameSet(meta.dimensions, expected))
    return undefined;
  const roles = Object.keys(metric.dimensions).map((role) => `${role}: NAME`);
  const found = words(meta.dimensions.join(','));
  return contradiction(
    metric,
    `gives it the dimensions ${found}, not ${expected.join(',')}`,
    `dimensions: {${roles.join(', ')}}`,
  );
}

function checkStatistic(metric: Metric, meta: MetricMeta): Contradiction | undefined {
  const isThere = metric.statistics.some((name) => meta.statistics.includes(name));
  if (metric.stated.includes('statistic') || isThere) return undefined;
  const found = words(meta.statistics.join(','));
  return contradiction(
    metric,
    `gives it the statistics ${found}, not ${metric.statistics.join(' or ')}`,
    'statistic: NAME',
  );
}

function checkUnit(metric: Metric, meta: MetricMeta): Contradiction | undefined {
  const unit = unitOf(meta.unit);
  if (metric.stated.includes('unit') || unit === metric.unit) return undefined;
  return contradiction(
    metric,
    `gives it the unit ${words(meta.unit)}, not ${metric.unit}`,
    `unit: ${unit ?? `one of ${UNIT_NAMES.join(', ')}`}`,
  );
}

/** What speaks against one metric. What the configuration states itself is taken as it is. */
function check(metric: Metric, metas: ReadonlyMap<string, MetricMeta>): Contradiction | undefined {
  const meta = metas.get(metric.name);
  if (meta === undefined) {
    if (metric.stated.includes('unit')) return undefined;
    return contradiction(
      metric,
      'does not list it',
      `name: NAME}, or to ask for it all the same {unit: ${metric.unit}`,
    );
  }
  return checkDimensions(metric, meta) ?? checkStatistic(metric, meta) ?? checkUnit(metric, meta);
}

/** The metrics that are not as they are expected to be. */
function contradictionsOf(
  metrics: readonly Metric[],
  metas: readonly MetricMeta[],
): readonly Contradiction[] {
  const byName = new Map(metas.map((meta) => [meta.name, meta]));
  return metrics.flatMap((metric) => check(metric, byName) ?? []);
}

const DAY_MS = 86_400_000;

/** After a refusal, which does not pass by itself. */
const HOUR_MS = 3_600_000;

/** How long a poll that has its datapoints waits for the verification: nothing that nobody verified is shown before that. */
const PATIENCE_MS = 5_000;

/** The namespace has some dozens of metrics. */
const MAX_PAGES = 20;

async function readMetas(api: Api, signal: AbortSignal): Promise<readonly MetricMeta[]> {
  const metas: MetricMeta[] = [];
  let rows = 0;
  for (let number = 1; number <= MAX_PAGES; number += 1) {
    const page = await api.call(metaRequest(number), decodeMetas, signal);
    metas.push(...page.metas);
    rows += page.rows;
    if (rows >= page.total || page.rows === 0 || page.rows < META_PAGE_SIZE) return metas;
  }
  throw incompleteError();
}

/** What is known of the metrics of one target. */
export class Verification {
  readonly #api: Api;
  readonly #metrics: readonly Metric[];
  #contradictions: readonly Contradiction[] = [];
  #dueMs = -Infinity;
  /** What the log says already. */
  readonly #told = new Set<string>();

  constructor(api: Api, metrics: readonly Metric[]) {
    this.#api = api;
    this.#metrics = metrics;
  }

  /** The keys of the metrics that are not exposed, as far as is known. */
  get excluded(): ReadonlySet<string> {
    return new Set(this.#contradictions.map(({ metric }) => metric.key));
  }

  /**
   * Does the work, and verifies beside it when that is due. A verification that fails, or takes longer than the work and
   * some seconds, changes nothing.
   */
  async beside<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
    if (this.#api.clock.monotonic() < this.#dueMs) return work;
    const { controller, unlink } = linkedController(signal);
    const verified = this.#verify(controller.signal);
    try {
      const result = await work;
      await Promise.race([verified, sleep(this.#api.clock, PATIENCE_MS, controller.signal)]);
      return result;
    } finally {
      controller.abort();
      await verified;
      unlink();
    }
  }

  /** Never rejects. */
  async #verify(signal: AbortSignal): Promise<void> {
    try {
      const metas = await readMetas(this.#api, signal);
      this.#dueMs = this.#api.clock.monotonic() + DAY_MS;
      // A list without any metric says nothing of those that are asked for.
      this.#contradictions = metas.length === 0 ? [] : contradictionsOf(this.#metrics, metas);
      if (metas.length === 0) this.#tellUnverified('no_metrics_listed');
      for (const contradiction of this.#contradictions) this.#tell(contradiction);
    } catch (error) {
      const failure = error instanceof ApiError ? error.failure : undefined;
      if (failure?.transient === false) this.#dueMs = this.#api.clock.monotonic() + HOUR_MS;
      this.#tellUnverified(failure?.code ?? 'timeout', failure?.hint);
    }
  }

  #tell({ metric, problem, remedy }: Contradiction): void {
    if (this.#isTold(`${metric.key} ${problem}`)) return;
    this.#api.log.warn(
      { metric: metric.name, problem, remedy },
      'a metric of CloudMonitor is not exposed: it is not what it is taken for; set the remedy if you know better',
    );
  }

  #tellUnverified(code: string, hint?: string): void {
    if (this.#isTold('unverified')) return;
    this.#api.log.info(
      { code, hint },
      'the metrics of CloudMonitor could not be verified (DescribeMetricMetaList); they are taken as documented',
    );
  }

  #isTold(text: string): boolean {
    const isTold = this.#told.has(text);
    this.#told.add(text);
    return isTold;
  }
}
