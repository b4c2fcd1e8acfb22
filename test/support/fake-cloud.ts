/** A cloud that answers as a test says, exporters over it, and what is on their pages. */

import type { Shard, Target } from '../../src/model/target.ts';
import type { Config } from '../../src/config/config.ts';
import type { Connection } from '../../src/collectors/connections/item.ts';
import type { Gateway } from '../../src/collectors/gateways/item.ts';
import type { Region } from '../../src/alicloud/regions.ts';
import type { Exporter } from '../../src/commands/exporter.ts';
import { parseExposition, type ParsedSample } from './exposition.ts';
import { ExporterMetrics } from '../../src/exposition/exporter-metrics.ts';
import { BUILD, createExporter, pageOf } from './exporter.ts';
import { FakeApi, lists, type Answer } from './fake-api.ts';
import { FakeClock } from './fake-clock.ts';
import { MemoryLog } from './memory-log.ts';
import { account, collectors, config, connection } from './samples.ts';

export const MINUTE_MS = 60_000;

/** One account in Hangzhou and Frankfurt that collects connections alone, unless told otherwise. */
export function settings(
  changes: Parameters<typeof account>[0] = {},
  rest: Partial<Config> = {},
): Config {
  const regions = ['cn-hangzhou', 'eu-central-1'];
  return config({
    accounts: [account({ regions, ...changes })],
    collectors: collectors(['connections']),
    ...rest,
  });
}

/** The same with all regions there are. */
export function discovering(changes: Parameters<typeof account>[0] = {}): Config {
  return settings({ regions: 'all', ...changes });
}

/** A region that shows these connections. */
export function shows(...ids: readonly string[]): Answer<Connection> {
  return lists(ids.map((id) => connection(id)));
}

/** A discovery that finds these regions. */
export function finds(...ids: readonly string[]): Answer<Region> {
  return lists(ids.map((id) => ({ id })));
}

/** A cloud with its time, and the exporters that poll it. */
export class FakeCloud {
  readonly clock = new FakeClock(Date.UTC(2026, 0, 1));
  /** What the regions show; one that is missing shows nothing. */
  readonly shown = new Map<string, Answer<Connection>>();
  regions: Answer<Region> = finds();
  gateways: Answer<Gateway> = lists<Gateway>([]);
  readonly log = new MemoryLog();
  /** The APIs that were made, by the region they call. */
  readonly apis: { readonly region: string; readonly api: FakeApi }[] = [];
  isOwn: (target: Target) => boolean = () => true;
  /** What an exporter is told about its part of the targets. */
  shard: Shard | undefined;
  /** Whether no clients can be made. */
  isBroken = false;
  readonly #exporters: Exporter[] = [];

  /** An exporter that is not started. */
  create(of: Config): Exporter {
    const exporter = createExporter(of, {
      clock: this.clock,
      log: this.log,
      random: () => 0,
      isOwn: (target) => this.isOwn(target),
      own: new ExporterMetrics(BUILD, this.clock, this.shard),
      apiFactory: () => {
        if (this.isBroken) throw new Error('no SDK');
        return ({ region }, onAttempt) =>
          this.#api(region, (action) => {
            onAttempt({
              action,
              code: 'OK',
              durationSeconds: 0.1,
              peer: 'vpc.test:443',
              number: 1,
              status: 200,
              requestId: undefined,
              clockOffsetMs: undefined,
            });
          });
      },
    });
    this.#exporters.push(exporter);
    return exporter;
  }

  /** An exporter after the first polls. */
  async started(of: Config): Promise<Exporter> {
    const exporter = this.create(of);
    exporter.start();
    await this.clock.advance(0);
    return exporter;
  }

  /** Stops all exporters. */
  async stop(): Promise<void> {
    await Promise.all(this.#exporters.map((exporter) => exporter.stop()));
  }

  /** Calls of the discovery so far. */
  get discoveries(): number {
    return this.apis.reduce((sum, { api }) => sum + api.count('regions'), 0);
  }

  #api(region: string, onCall: (action: string) => void): FakeApi {
    const api = new FakeApi();
    this.apis.push({ region, api });
    api.connections = (signal) => {
      onCall('DescribeVpnConnections');
      return (this.shown.get(region) ?? shows())(signal);
    };
    api.gateways = (signal) => this.gateways(signal);
    api.regions = (signal) => {
      onCall('DescribeRegions');
      return this.regions(signal);
    };
    return api;
  }
}

/** The samples of a metric on the page. */
export async function samples(exporter: Exporter, name: string): Promise<readonly ParsedSample[]> {
  return parseExposition(await pageOf(exporter)).get(`alicloud_vpn_${name}`)?.samples ?? [];
}

/** `region value` of each sample. */
export async function byRegion(exporter: Exporter, name: string): Promise<readonly string[]> {
  return (await samples(exporter, name)).map(({ labels, value }) => `${labels['region']} ${value}`);
}

/** Ids of the connections on the page. */
export async function ids(exporter: Exporter): Promise<readonly (string | undefined)[]> {
  const up = await samples(exporter, 'connection_up');
  return up.map(({ labels }) => labels['vpn_connection_id']);
}
