/** From datapoints to rates: what is too old is no rate. Pure. */

import type { MetricTraffic, Rate, Resource, ResourceTraffic, Traffic } from './item.ts';
import type { Metric } from './metric-table.ts';
import type { MetricReading, Newest } from './read.ts';
import { PERIOD_SECONDS } from './request.ts';

/**
 * How far a datapoint may be behind the newest one of its metric. CloudMonitor is minutes late, and not equally late
 * for all: five periods are still the same time, a resource that is further behind has fallen silent.
 */
const MAX_BEHIND_SECONDS = 5 * PERIOD_SECONDS;

/** Older ones say nothing about now, whatever the others do. */
const MAX_AGE_SECONDS = 60 * 60;

interface ShownMetric {
  /** Datapoints of about the same time, by the id of the resource. */
  readonly datapoints: Newest;
  /** The time of the newest; undefined when there is none. */
  readonly newestSeconds: number | undefined;
}

function shown(newest: Newest, nowSeconds: number): ShownMetric {
  const plausible = [...newest].filter(
    ([, { seconds }]) => seconds >= nowSeconds - MAX_AGE_SECONDS,
  );
  const last = plausible.reduce((latest, [, { seconds }]) => Math.max(latest, seconds), -Infinity);
  return {
    datapoints: new Map(
      plausible.filter(([, { seconds }]) => seconds >= last - MAX_BEHIND_SECONDS),
    ),
    newestSeconds: plausible.length === 0 ? undefined : last,
  };
}

/** Every resource with the rates that it has, and every metric with its time. */
export function trafficOf(
  resources: readonly Resource[],
  metrics: readonly Metric[],
  readings: readonly MetricReading[],
  nowSeconds: number,
): readonly Traffic[] {
  const rates = new Map<string, Partial<Record<Rate, number>>>();
  const times = new Map<string, number | undefined>();
  for (const { metric, newest } of readings) {
    const { datapoints, newestSeconds } = shown(newest, nowSeconds);
    times.set(metric.key, newestSeconds);
    for (const { resourceId, value } of datapoints.values()) {
      rates.set(resourceId, { ...rates.get(resourceId), [metric.rate]: value });
    }
  }
  return [
    ...resources.map((resource): ResourceTraffic => ({
      ...resource,
      rates: rates.get(resource.id) ?? {},
    })),
    ...metrics.map(({ key, name }): MetricTraffic => ({
      kind: 'metric',
      id: key,
      name,
      newestSeconds: times.get(key),
    })),
  ];
}
