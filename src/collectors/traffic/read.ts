/** Reads the newest datapoint of every resource and metric, in as few calls as they fit in. */

import { incompleteError } from '../../alicloud/errors.ts';
import { inParallel } from '../../alicloud/in-parallel.ts';
import { chunksOf } from '../../model/values.ts';
import { ApiError, hasNoSuchCall, type Failure } from '../../model/failure.ts';
import type { Datapoint, DatapointsPage } from './decode.ts';
import type { Resource } from './item.ts';
import type { Metric } from './metric-table.ts';
import { MAX_RESOURCES } from './request.ts';

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
