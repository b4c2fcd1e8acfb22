/** What passes through tunnels, connections and gateways, from CloudMonitor. */

import { listingOf, type Api } from '../../alicloud/api.ts';
import type { Collector, List } from '../collector.ts';
import type { Connection } from '../connections/item.ts';
import type { Gateway } from '../gateways/item.ts';
import { decodeDatapoints } from './decode.ts';
import type { Resource, Traffic } from './item.ts';
import { METRIC_KEYS, metricsOf, type MetricsSettings } from './metric-table.ts';
import { trafficFamilies } from './metrics.ts';
import { type AskDatapoints, type MetricReading, readMetrics, trafficOf } from './read.ts';
import { datapointsRequest, MAX_RESOURCES } from './request.ts';
import { metricsOption } from './settings.ts';
import { Verification } from './verification.ts';

/** Its keys in the configuration. */
interface Settings {
  readonly metrics: MetricsSettings;
}

interface Needs {
  readonly connections: readonly Connection[];
  readonly gateways: readonly Gateway[];
}

/** What there is to ask about: resources, and each metric for the time of its datapoints. */
type Subject = Resource | { readonly kind: 'metric'; readonly id: string };

const INTERVAL_MS = 5 * 60_000;

function resourcesOf({ connections = [], gateways = [] }: Partial<Needs>): readonly Resource[] {
  const tunnels = connections.flatMap(({ id: connectionId, tunnels }) =>
    tunnels.map(({ id }): Resource => ({ kind: 'tunnel', id, connectionId })),
  );
  return [
    ...tunnels,
    ...connections.map(({ id }): Resource => ({ kind: 'connection', id, connectionId: id })),
    ...gateways.map(({ id }): Resource => ({ kind: 'gateway', id, connectionId: '' })),
  ];
}

function subjectsOf(needs: Partial<Needs>): ReadonlyMap<string, Subject> {
  const resources = resourcesOf(needs);
  if (resources.length === 0) return new Map();
  const metrics = METRIC_KEYS.map((id) => ({ kind: 'metric' as const, id }));
  return new Map<string, Subject>(
    [...resources, ...metrics].map((subject) => [subject.id, subject]),
  );
}

/** One resource of each kind, so that each metric is asked for once. */
function sampleOf(needs: Partial<Needs>): readonly Subject[] {
  const resources = resourcesOf(needs);
  return resources.filter(
    ({ kind }, index) => resources.findIndex((other) => other.kind === kind) === index,
  );
}

/** Tells of each metric that CloudMonitor refuses once, until it does not any more. */
class RefusalLog {
  readonly #log: Api['log'];
  readonly #told = new Set<string>();

  constructor(log: Api['log']) {
    this.#log = log;
  }

  tell(readings: readonly MetricReading[]): void {
    for (const { metric, refusal } of readings) {
      if (refusal === undefined) {
        this.#told.delete(metric.key);
      } else if (!this.#told.has(metric.key)) {
        this.#told.add(metric.key);
        const { code, hint } = refusal;
        this.#log.warn(
          { metric: metric.name, code, hint, setting: `collectors.traffic.metrics.${metric.key}` },
          'CloudMonitor refuses a metric; the others are exposed',
        );
      }
    }
  }
}

function lister(api: Api, settings: Settings): List<Traffic, Subject> {
  const metrics = metricsOf(settings.metrics);
  const verification = new Verification(api, metrics);
  const refusals = new RefusalLog(api.log);
  const ask: AskDatapoints = (metric, resources, token, signal) => {
    const asked = new Map(resources.map((resource) => [resource.id, resource]));
    return api.call(
      datapointsRequest(metric, resources, token),
      (body) => decodeDatapoints(body, metric, asked),
      signal,
    );
  };
  return async ({ subjects }, signal) => {
    const resources = subjects.filter((subject) => subject.kind !== 'metric');
    const isAsked = ({ key }: { readonly key: string }): boolean => !verification.excluded.has(key);
    const nowSeconds = api.clock.now() / 1000;
    const work = readMetrics(metrics.filter(isAsked), resources, ask, nowSeconds, signal);
    const readings = await verification.beside(work, signal);
    refusals.tell(readings);
    const trusted = readings.filter(({ metric }) => isAsked(metric));
    const items = trafficOf(resources, metrics, trusted, api.clock.now() / 1000);
    const unknownFields = trusted.flatMap((reading) => reading.unknownFields);
    return listingOf(items, { unknownFields });
  };
}

export const traffic: Collector<Traffic, Subject, Settings, Needs> = {
  meaning:
    'DescribeMetricLast of CloudMonitor: what passes through tunnels, connections and gateways. One call for each metric and 50 of them; the first 1,000,000 calls of a month are free.',
  enabled: false,
  interval: INTERVAL_MS,
  options: { metrics: metricsOption },
  actions: {
    'cms:DescribeMetricLast': 'no rates',
    'cms:DescribeMetricMetaList': 'rates are shown as documented, unverified',
  },
  isOptional: true,
  followUp: {
    needs: ['connections', 'gateways'],
    subjects: subjectsOf,
    sample: sampleOf,
    isDue: () => true,
    askedMs: () => 0,
    merge: (_known, answer) => answer,
    staysTrue: false,
    subjectsPerCall: MAX_RESOURCES,
  },
  lister,
  families: () => trafficFamilies,
  calls: ({ connections, gateways }, { metrics }) => {
    const resources = { tunnel: 2 * connections, connection: connections, gateway: gateways };
    const calls = metricsOf(metrics).map(({ kind }) => Math.ceil(resources[kind] / MAX_RESOURCES));
    return calls.reduce((sum, each) => sum + each, 0);
  },
};
