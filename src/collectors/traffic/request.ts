/**
 * The two calls of CloudMonitor. Their parameters are few and flat, so that the SDK of CloudMonitor (37 MB, for two
 * request models that do nothing but name their fields) is no dependency; signing and sending are the same as for the VPC API.
 */

import { CMS } from '../../alicloud/cms.ts';
import type { Request } from '../../alicloud/request.ts';
import type { Resource } from './item.ts';
import type { DimensionRole, Metric } from './metric-table.ts';

const NAMESPACE = 'acs_vpn';

/** In seconds: the shortest that minute-level metrics have. */
export const PERIOD_SECONDS = 60;

/** How many resources one call may name. */
export const MAX_RESOURCES = 50;

/** How many datapoints one answer has at most (`Length`). */
export const MAX_DATAPOINTS = 1440;

/** How many metrics one answer lists. */
export const META_PAGE_SIZE = 100;

/** Datapoints are one text: 1,440 of 200 bytes, escaped. */
const DATAPOINT_LIMITS: Request['limits'] = { maxBytes: 1024 * 1024, maxText: 1024 * 1024 };

const META_LIMITS: Request['limits'] = { maxBytes: 1024 * 1024, maxText: 4096 };

function idOf({ id, connectionId }: Resource, role: DimensionRole): string {
  return role === 'connection' ? connectionId : id;
}

/** The ids of a resource under CloudMonitor's names. */
function dimensionsOf(
  resource: Resource,
  { dimensions }: Metric,
): Readonly<Record<string, string>> {
  const roles = (['connection', 'tunnel', 'gateway'] as const).flatMap((role) => {
    const name = dimensions[role];
    return name === undefined ? [] : [[name, idOf(resource, role)] as const];
  });
  return Object.fromEntries(roles);
}

/**
 * DescribeMetricLast: the newest datapoints of some resources.
 * @param resources at most MAX_RESOURCES
 * @param token of the page before; undefined for the first page
 */
export function datapointsRequest(
  metric: Metric,
  resources: readonly Resource[],
  token: string | undefined,
): Request {
  return {
    product: CMS,
    action: 'DescribeMetricLast',
    limits: DATAPOINT_LIMITS,
    query: {
      Namespace: NAMESPACE,
      MetricName: metric.name,
      Period: String(PERIOD_SECONDS),
      Length: String(MAX_DATAPOINTS),
      Dimensions: JSON.stringify(resources.map((resource) => dimensionsOf(resource, metric))),
      ...(token !== undefined && { NextToken: token }),
    },
  };
}

/** DescribeMetricMetaList: one page of what CloudMonitor says of the metrics themselves. */
export function metaRequest(pageNumber: number): Request {
  return {
    product: CMS,
    action: 'DescribeMetricMetaList',
    limits: META_LIMITS,
    query: {
      Namespace: NAMESPACE,
      PageNumber: String(pageNumber),
      PageSize: String(META_PAGE_SIZE),
    },
  };
}
