/** CloudMonitor: the newest datapoints of its metrics, minutes late, as a JSON text within JSON; and what it says of them. */

import { isObject, type JsonObject } from '../json.ts';
import type { CloudMonitorSettings, ScenarioAccount } from '../scenario.ts';
import type { Params } from '../wire.ts';
import { mandatory, type AccountCall, type Action } from './action.ts';
import { regionRates, type Rates, type ResourceRates } from './rates.ts';

const VERSION = '2019-01-01';
const MINUTE_MS = 60_000;
const DEFAULT_LENGTH = 1000;
const MAX_LENGTH = 1440;
const MAX_INSTANCES = 50;
const USUAL_DELAY_SECONDS = 180;
const DEFAULT_PAGE_SIZE = 30;

interface SimulatedMetric {
  readonly kind: ResourceRates['kind'];
  readonly rate: keyof Rates;
  readonly unit: 'bit/s' | 'bits/s' | 'Count/s';
}

const BITS_OF_A_PACKET = 6_400;

const METRICS: Readonly<Record<string, SimulatedMetric>> = {
  'tun.rx_bps': { kind: 'tunnel', rate: 'receive', unit: 'bits/s' },
  'tun.tx_bps': { kind: 'tunnel', rate: 'transmit', unit: 'bits/s' },
  'ipsec_rx.rate': { kind: 'connection', rate: 'receive', unit: 'bit/s' },
  'ipsec_tx.rate': { kind: 'connection', rate: 'transmit', unit: 'bit/s' },
  'net_rx.rate': { kind: 'gateway', rate: 'receive', unit: 'bit/s' },
  'net_tx.rate': { kind: 'gateway', rate: 'transmit', unit: 'bit/s' },
  'net_rx.Pkgs': { kind: 'gateway', rate: 'receive', unit: 'Count/s' },
  'net_tx.Pkgs': { kind: 'gateway', rate: 'transmit', unit: 'Count/s' },
};

const DIMENSIONS: Readonly<Record<ResourceRates['kind'], string>> = {
  tunnel: 'userId,instanceId,tunnelId',
  connection: 'userId,instanceId',
  gateway: 'instanceId,userId',
};

/** What CloudMonitor says of a metric, as in Resources.Resource[] of DescribeMetricMetaList. */
function metaOf(name: string, { kind, unit }: SimulatedMetric): JsonObject {
  return {
    MetricName: name,
    Namespace: 'acs_vpn',
    Description: name,
    Dimensions: DIMENSIONS[kind],
    Labels: '[]',
    Periods: '60,300',
    Statistics: 'Average,Minimum,Maximum',
    Unit: unit,
  };
}

/** CloudMonitor refuses with HTTP status 200. */
function refused(code: string, message: string): JsonObject {
  return { Success: false, Code: code, Message: message };
}

/** What is asked about: each object is one resource; undefined: everything; 'invalid' where it cannot be read. */
function selection(text: string | undefined): readonly JsonObject[] | undefined | 'invalid' {
  if (text === undefined || text === '') return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    const list: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
    const objects = list.filter(isObject);
    return objects.length === list.length && list.length <= MAX_INSTANCES ? objects : 'invalid';
  } catch {
    return 'invalid';
  }
}

function isSelected({ dimensions }: ResourceRates, asked: readonly JsonObject[] | undefined) {
  return (
    asked === undefined ||
    asked.some((wanted) =>
      Object.entries(wanted).every(([name, value]) => dimensions[name] === value),
    )
  );
}

/** Of each resource the last `history` datapoints, oldest first. */
function datapointsOf(
  call: AccountCall,
  metric: string,
  asked: readonly JsonObject[] | undefined,
): readonly JsonObject[] {
  const found = METRICS[metric];
  if (found === undefined) return [];
  const { kind, rate, unit } = found;
  const { history, isText } = call.account.cloudMonitor;
  const write = (amount: number) => (isText ? String(amount) : amount);
  const own = call
    .views()
    .flatMap((view) => regionRates(view, call.nowMs))
    .filter((resource) => resource.kind === kind && isSelected(resource, asked));
  return own.flatMap((resource) => {
    const { dimensions, lateSeconds = USUAL_DELAY_SECONDS } = resource;
    const newestMs = Math.floor((call.nowMs - lateSeconds * 1000) / MINUTE_MS) * MINUTE_MS;
    return Array.from({ length: history }, (_, index) => {
      const bits = resource[rate];
      const amount = write(unit === 'Count/s' ? Math.round(bits / BITS_OF_A_PACKET) : bits);
      return {
        timestamp: newestMs - (history - 1 - index) * MINUTE_MS,
        userId: call.account.uid,
        ...dimensions,
        Minimum: amount,
        Average: amount,
        Maximum: amount,
      };
    });
  });
}

function lengthOf(params: Params, { pageSize }: CloudMonitorSettings): number {
  const asked = Number(params.get('Length') ?? DEFAULT_LENGTH);
  return Math.min(Number.isInteger(asked) && asked > 0 ? asked : DEFAULT_LENGTH, pageSize);
}

export const describeMetricLast: Action = {
  notes:
    'CloudMonitor (version 2019-01-01): `MetricName`, `Dimensions`, `Length`, `NextToken`; bad ones are refused with status 200 and `Success: false`; answers for all regions of the account, minutes late',
  version: VERSION,
  scope: 'account',
  run: (call) => {
    const { params, account } = call;
    const metric = mandatory(params, 'MetricName');
    if (params.get('Namespace') !== 'acs_vpn' || !Object.hasOwn(METRICS, metric)) {
      return refused('404', 'The specified resource is not found.');
    }
    const asked = selection(params.get('Dimensions'));
    const isTooLong = Number(params.get('Length') ?? 0) > MAX_LENGTH;
    if (asked === 'invalid' || isTooLong) return refused('400', 'Illegal parameters.');
    const rows = datapointsOf(call, metric, asked);
    const start = Number(/^next-(\d{1,6})$/.exec(params.get('NextToken') ?? '')?.[1] ?? 0);
    const end = start + lengthOf(params, account.cloudMonitor);
    return {
      Success: true,
      Code: '200',
      Period: params.get('Period') ?? '60',
      Datapoints: JSON.stringify(rows.slice(start, end)),
      ...(end < rows.length && { NextToken: `next-${end}` }),
    };
  },
};

/** What the scenario says wins; a metric that it says null of is not listed. */
function metasOf({ cloudMonitor }: ScenarioAccount): readonly JsonObject[] {
  return Object.entries(METRICS).flatMap(([name, metric]) => {
    const own = cloudMonitor.metas[name];
    return own === null ? [] : [{ ...metaOf(name, metric), ...own }];
  });
}

export const describeMetricMetaList: Action = {
  notes: 'CloudMonitor: `PageNumber`, `PageSize`; what the metrics of `DescribeMetricLast` are',
  version: VERSION,
  scope: 'account',
  run: ({ params, account }) => {
    const size = Number(params.get('PageSize') ?? DEFAULT_PAGE_SIZE);
    const number = Number(params.get('PageNumber') ?? 1);
    const metas = params.get('Namespace') === 'acs_vpn' ? metasOf(account) : [];
    return {
      Success: true,
      Code: 200,
      TotalCount: String(metas.length),
      Resources: { Resource: metas.slice((number - 1) * size, number * size) },
    };
  },
};
