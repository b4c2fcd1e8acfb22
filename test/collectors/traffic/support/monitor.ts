/** CloudMonitor in a test's hands, and the collector as polls use it. */

import type { Api, Listing } from '../../../../src/alicloud/api.ts';
import type { Request } from '../../../../src/alicloud/request.ts';
import type { Connection } from '../../../../src/collectors/connections/item.ts';
import type { Gateway } from '../../../../src/collectors/gateways/item.ts';
import { traffic } from '../../../../src/collectors/traffic/index.ts';
import type { Traffic } from '../../../../src/collectors/traffic/item.ts';
import type { MetricsSettings } from '../../../../src/collectors/traffic/metric-table.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { MemoryLog } from '../../../support/memory-log.ts';
import { connection, gateway, target, tunnel } from '../../../support/samples.ts';

/** 1 June 2026, noon. */
export const NOW_MS = Date.UTC(2026, 5, 1, 12);

/** When the newest datapoint usually is. */
export const LAST_MS = NOW_MS - 4 * 60_000;

export type Row = Readonly<Record<string, unknown>>;

export const answer = (rows: readonly unknown[], nextToken?: string): Row => ({
  Success: true,
  Code: '200',
  Datapoints: JSON.stringify(rows),
  ...(nextToken !== undefined && { NextToken: nextToken }),
});

const DIMENSIONS: Readonly<Record<string, string>> = {
  tun: 'userId,instanceId,tunnelId',
  ipsec_rx: 'instanceId,userId',
  ipsec_tx: 'instanceId,userId',
  net_rx: 'userId,instanceId',
  net_tx: 'userId,instanceId',
};

/** What CloudMonitor says of a metric where all is as expected. */
function meta(name: string, changes: Row = {}): Row {
  return {
    MetricName: name,
    Dimensions: DIMENSIONS[name.split('.')[0] ?? ''],
    Statistics: 'Average,Minimum,Maximum',
    Unit: name.endsWith('Pkgs') ? 'Count/s' : 'bit/s',
    ...changes,
  };
}

const NAMES = [
  'tun.rx_bps',
  'tun.tx_bps',
  'ipsec_rx.rate',
  'ipsec_tx.rate',
  'net_rx.rate',
  'net_tx.rate',
  'net_rx.Pkgs',
  'net_tx.Pkgs',
];

export const metaList = (changes: Readonly<Record<string, Row | null>> = {}): Row => {
  const resources = NAMES.flatMap((name) =>
    changes[name] === null ? [] : [meta(name, changes[name] ?? {})],
  );
  return {
    Success: true,
    Code: 200,
    TotalCount: resources.length,
    Resources: { Resource: resources },
  };
};

/** What a call is answered with: a body, an error, or a promise of either. */
export type Respond = (request: Request, signal: AbortSignal) => unknown;

/** Every resource that a call names, with the value of the metric. */
export function everything(value: (dimensions: Row) => unknown = () => 8000): Respond {
  return ({ action, query }) => {
    if (action === 'DescribeMetricMetaList') return metaList();
    const asked = JSON.parse(query['Dimensions'] ?? '[]') as readonly Row[];
    return answer(
      asked.map((dimensions) => ({
        timestamp: LAST_MS,
        userId: 'u',
        ...dimensions,
        Average: value(dimensions),
      })),
    );
  };
}

const CONNECTIONS = [
  connection('vco-dual', { mode: 'dual', tunnels: [tunnel('tun-1'), tunnel('tun-2')] }),
  connection('vco-single'),
];

const GATEWAYS = [gateway('vpn-1')];

interface Needs {
  readonly connections: readonly Connection[];
  readonly gateways: readonly Gateway[];
}

/** The collector of one target. */
export function monitor(
  respond: Respond,
  {
    connections = CONNECTIONS,
    gateways = GATEWAYS,
    metrics = {},
  }: Partial<Needs & { readonly metrics: MetricsSettings }> = {},
) {
  const clock = new FakeClock(NOW_MS);
  const log = new MemoryLog();
  const requests: Request[] = [];
  const api: Api = {
    target: target(),
    clock,
    log,
    call: async (request, decode, signal) => {
      requests.push(request);
      const body = await respond(request, signal);
      if (body instanceof Error) throw body;
      return decode(body, 0);
    },
  };
  const list = traffic.lister(api, { metrics });
  const subjects = [...(traffic.followUp?.subjects({ connections, gateways }).values() ?? [])];
  const poll = (signal = new AbortController().signal): Promise<Listing<Traffic>> =>
    list({ known: new Map(), subjects }, signal);
  const asked = (name: string): readonly Row[] =>
    requests
      .filter(({ query }) => query['MetricName'] === name)
      .flatMap(({ query }) => JSON.parse(query['Dimensions'] ?? '[]') as readonly Row[]);
  return { clock, log, requests, poll, asked };
}

/** What a listing exposes: metric name and labels, with the value. */
export function exposed(listing: Listing<Traffic>): Readonly<Record<string, number>> {
  const scope = { account: 'a', region: 'r' };
  const samples = traffic.families({ metrics: {} }, []).flatMap((family) =>
    listing.items.flatMap((item) =>
      family.samples({ scope, item }).map(([value, labels]) => {
        const { account: _account, region: _region, ...own } = labels;
        const name = family.name.replace('alicloud_vpn_', '');
        return [`${name} ${Object.values(own).join(' ')}`, value] as const;
      }),
    ),
  );
  if (new Set(samples.map(([name]) => name)).size < samples.length) throw new Error('duplicates');
  return Object.fromEntries(samples);
}
