/** Asks for datapoints and makes rates of them: what is too old is no rate. */

import { incompleteError } from '../../alicloud/answer.ts';
import { inParallel } from '../../model/concurrency.ts';
import type { Datapoint, DatapointsPage } from './decode.ts';
import type { MetricTraffic, Rate, Resource, ResourceTraffic, Traffic } from './item.ts';
import type { Metric } from './metric-table.ts';
import { MAX_RESOURCES, PERIOD_SECONDS } from './request.ts';
import { ApiError, type Failure, hasNoSuchCall } from '../../model/failure.ts';
import { chunksOf } from '../../model/values.ts';

/** Asks for one page of the datapoints of some resources. */
export type AskDatapoints = (
  metric: Metric,
  resources: readonly Resource[],
  token: string | undefined,
  signal: AbortSignal,
) => Promise<DatapointsPage>;

/** The newest datapoint of each resource that has one, by the id of the resource. */
export type Newest = ReadonlyMap<string, Datapoint>;

/** What was read of one metric. */
export interface MetricReading {
  readonly metric: Metric;
  readonly newest: Newest;
  readonly unknownFields: readonly string[];
  /** Why CloudMonitor refuses this metric, and perhaps no other. */
  readonly refusal: Failure | undefined;
}

/** 50 resources have a page; one for each of them would be odd already. */
const MAX_PAGES = 50;

/** All pages of one batch. @throws ApiError with reason `incomplete` where NextToken leads nowhere */
async function readBatch(
  metric: Metric,
  resources: readonly Resource[],
  ask: AskDatapoints,
  signal: AbortSignal,
): Promise<readonly DatapointsPage[]> {
  const pages: DatapointsPage[] = [];
  const tokens = new Set<string>();
  let token: string | undefined;
  do {
    if (token !== undefined) tokens.add(token);
    const page = await ask(metric, resources, token, signal);
    pages.push(page);
    token = page.nextToken;
    if (pages.length >= MAX_PAGES || (token !== undefined && tokens.has(token))) {
      throw incompleteError();
    }
  } while (token !== undefined);
  return pages;
}

/** How far another clock may be ahead: a datapoint from the future would hide all others. */
const MAX_AHEAD_SECONDS = 15 * 60;

/** Never two datapoints of one resource: whichever page, batch or region shows it, the newest one counts. */
function newestOf(datapoints: readonly Datapoint[], nowSeconds: number): Newest {
  const newest = new Map<string, Datapoint>();
  for (const datapoint of datapoints) {
    if (datapoint.seconds > nowSeconds + MAX_AHEAD_SECONDS) continue;
    const known = newest.get(datapoint.resourceId);
    if (known === undefined || known.seconds < datapoint.seconds) {
      newest.set(datapoint.resourceId, datapoint);
    }
  }
  return newest;
}

/** A refusal of what was asked for, not of the call, the account or the moment. */
function isAboutMetric(failure: Failure): boolean {
  return failure.reason === 'invalid_request' && !failure.transient && !hasNoSuchCall(failure);
}

async function readMetric(
  metric: Metric,
  resources: readonly Resource[],
  ask: AskDatapoints,
  nowSeconds: number,
  signal: AbortSignal,
): Promise<MetricReading> {
  const read = (batch: readonly Resource[], stop: AbortSignal) =>
    readBatch(metric, batch, ask, stop);
  try {
    const pages = (await inParallel(chunksOf(resources, MAX_RESOURCES), read, signal)).flat();
    return {
      metric,
      newest: newestOf(
        pages.flatMap(({ datapoints }) => datapoints),
        nowSeconds,
      ),
      unknownFields: pages.flatMap(({ unknownFields }) => unknownFields),
      refusal: undefined,
    };
  } catch (error) {
    if (!(error instanceof ApiError) || !isAboutMetric(error.failure)) throw error;
    return { metric, newest: new Map(), unknownFields: [], refusal: error.failure };
  }
}

/**
 * What CloudMonitor has of these resources, metric by metric; a metric that no resource has is not asked for. A metric
 * that is refused does not cost the others, unless all are.
 */
export async function readMetrics(
  metrics: readonly Metric[],
  resources: readonly Resource[],
  ask: AskDatapoints,
  nowSeconds: number,
  signal: AbortSignal,
): Promise<readonly MetricReading[]> {
  const wanted = metrics
    .map((metric) => ({ metric, of: resources.filter(({ kind }) => kind === metric.kind) }))
    .filter(({ of }) => of.length > 0);
  const readings = await inParallel(
    wanted,
    ({ metric, of }, stop) => readMetric(metric, of, ask, nowSeconds, stop),
    signal,
  );
  const refusals = readings.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal]));
  const [refusal] = refusals;
  if (refusal !== undefined && refusals.length === readings.length) throw new ApiError(refusal);
  return readings;
}

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
