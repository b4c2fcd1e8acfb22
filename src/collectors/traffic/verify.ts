/** Compares the metrics that are asked for with what CloudMonitor says of them. Pure. */

import type { MetricMeta } from './meta.ts';
import type { Metric } from './metric-table.ts';
import { UNIT_NAMES, unitOf } from './units.ts';

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
export function contradictionsOf(
  metrics: readonly Metric[],
  metas: readonly MetricMeta[],
): readonly Contradiction[] {
  const byName = new Map(metas.map((meta) => [meta.name, meta]));
  return metrics.flatMap((metric) => check(metric, byName) ?? []);
}
