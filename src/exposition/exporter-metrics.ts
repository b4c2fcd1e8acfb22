/** The exporter's metrics about itself: held by prom-client, written by the project's own writer. */

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { BuildInfo } from '../model/build-info.ts';
import type { Clock } from '../model/clock.ts';
import type { Shard } from '../model/target.ts';
import type { TargetState } from '../polling/store.ts';
import type { Timing } from '../polling/jobs.ts';
import { header, sampleLine, type Format } from './format.ts';

/** One sample as prom-client holds it; the parts of a histogram have names of their own. */
interface HeldSample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number | undefined>>;
  readonly metricName?: string;
}

/** Calls take from a few milliseconds on loopback to the request timeout. */
const DURATION_BUCKETS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Sums of other families, gauges with the name of counters: promtool rightly objects to them. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

/**
 * The process' metrics are read again after this long, in milliseconds. They are gauges and sums of the kernel and of
 * V8 that cost more to read than the rest of a scrape.
 */
const PROCESS_METRICS_AGE_MS = 1_000;

/** OpenMetrics wants bucket bounds as floats: 1.0, not 1. */
function labelText(name: string, value: string | number | undefined, format: Format): string {
  const text = String(value);
  return name === 'le' && format === 'openmetrics' && /^\d+$/.test(text) ? `${text}.0` : text;
}

function line(name: string, { labels, value }: HeldSample, format: Format): string {
  const known = Object.entries(labels).filter(([, text]) => text !== undefined);
  const texts = known.map(([label, text]) => [label, labelText(label, text, format)] as const);
  const names = texts.map(([label]) => label);
  return sampleLine(name, names, [value, Object.fromEntries(texts)]);
}

/** The families of a registry as text; one without samples is left out. prom-client's own writer renames counters. */
async function textOf(registry: Registry, format: Format): Promise<string> {
  const families = await registry.getMetricsAsJSON();
  return families
    .filter(({ values }) => values.length > 0)
    .map(({ name, help, type, values }) => {
      const samples: readonly HeldSample[] = values;
      // The type is declared as a number, but is text at run time.
      const head = header({ name, help, type: String(type) }, format);
      return head + samples.map((held) => line(held.metricName ?? name, held, format)).join('');
    })
    .join('');
}

/** Metrics that change together, and their text until one of them does. */
class Group {
  readonly registry = new Registry();
  #texts: Partial<Record<Format, Promise<string>>> = {};

  changed(): void {
    this.#texts = {};
  }

  text(format: Format): Promise<string> {
    return (this.#texts[format] ??= textOf(this.registry, format).catch((error: unknown) => {
      this.changed();
      throw error;
    }));
  }
}

/** A target of one's own; what discovers an account's regions is every shard's. */
function isOwn({ collectors }: TargetState): boolean {
  return !('regions' in collectors);
}

/** Counts and times of the whole process. */
export class ExporterMetrics {
  readonly #clock: Clock;
  readonly #clocks = new Group();
  readonly #counted = new Group();
  /** Apart, since every scrape counts itself: the others are not read again for it. */
  readonly #http = new Group();
  readonly #process = new Group();
  readonly #configured = new Group();
  #processReadMs = -Infinity;
  readonly #shard: Shard;

  readonly #time = new Gauge({
    name: 'alicloud_vpn_exporter_time_seconds',
    help: "The exporter's own clock, in seconds since the epoch: ages of its timestamps are differences to this.",
    registers: [this.#clocks.registry],
  });
  #clockOffset: Gauge | undefined;
  readonly #requestDuration = new Histogram({
    name: 'alicloud_vpn_exporter_api_request_duration_seconds',
    help: 'Duration of the attempts of API calls, by action.',
    labelNames: ['action'],
    buckets: DURATION_BUCKETS,
    registers: [this.#counted.registry],
  });
  readonly #unknownValues = new Counter({
    name: 'alicloud_vpn_exporter_unknown_values_total',
    help: 'Values of API fields outside the documented ones, by field.',
    labelNames: ['field'],
    registers: [this.#counted.registry],
  });
  readonly #reloadSuccessful = new Gauge({
    name: 'alicloud_vpn_exporter_config_last_reload_successful',
    help: 'Whether the last reload of the configuration succeeded (1) or not (0).',
    registers: [this.#counted.registry],
  });
  readonly #reloadSuccessTime = new Gauge({
    name: 'alicloud_vpn_exporter_config_last_reload_success_timestamp_seconds',
    help: 'When the configuration was last loaded, in seconds since the epoch.',
    registers: [this.#counted.registry],
  });
  readonly #demo = new Gauge({
    name: 'alicloud_vpn_exporter_demo',
    help: 'Whether what is shown comes from the built-in simulator (1, with --demo) or from Alibaba Cloud (0).',
    registers: [this.#counted.registry],
  });
  #webConfigReloadSuccessful: Gauge | undefined;
  readonly #httpRequests = new Counter({
    name: 'alicloud_vpn_exporter_http_requests_total',
    help: 'HTTP requests answered, refused ones included, by handler and status code.',
    labelNames: ['handler', 'code'],
    registers: [this.#http.registry],
  });
  readonly #httpConnectionsRefused = new Counter({
    name: 'alicloud_vpn_exporter_http_connections_refused_total',
    help: 'Connections closed because too many were open, of one client or in all.',
    registers: [this.#http.registry],
  });
  readonly #pollInterval = new Gauge({
    name: 'alicloud_vpn_exporter_poll_interval_seconds',
    help: 'Time from the start of one poll of a target to the start of the next, as configured.',
    labelNames: ['collector'],
    registers: [this.#configured.registry],
  });
  readonly #staleAfter = new Gauge({
    name: 'alicloud_vpn_exporter_stale_after_seconds',
    help: 'Age of the last successful poll past which what it saw is no longer exposed, as configured.',
    labelNames: ['collector'],
    registers: [this.#configured.registry],
  });
  readonly #targets: Gauge;

  /** @param shard which part of the targets this process polls: 0 of 1 for all of them. */
  constructor(build: BuildInfo, clock: Clock, shard: Shard = { index: 0, total: 1 }) {
    this.#clock = clock;
    this.#shard = shard;
    const info = new Gauge({
      name: 'alicloud_vpn_exporter_build_info',
      help: 'What the exporter was built from; always 1.',
      labelNames: ['version', 'revision', 'node_version'],
      registers: [this.#counted.registry],
    });
    const { version, revision, nodeVersion } = build;
    info.set({ version, revision, node_version: nodeVersion }, 1);
    const registers = [this.#configured.registry];
    const shardInfo = new Gauge({
      name: 'alicloud_vpn_exporter_shard_info',
      help: 'Which part of the targets this process polls, counted from 0 (shard.index); always 1.',
      labelNames: ['shard'],
      registers,
    });
    shardInfo.set({ shard: shard.index }, 1);
    const shards = new Gauge({
      name: 'alicloud_vpn_exporter_shards',
      help: 'Number of parts that the targets are split over (shard.total).',
      registers,
    });
    shards.set(shard.total);
    this.#targets = new Gauge({
      name: 'alicloud_vpn_exporter_target_info',
      help: 'A target that this process polls, whether or not a poll has ended yet; always 1.',
      labelNames: ['account', 'region', 'shard'],
      registers,
    });
  }

  /** Adds the process_* and nodejs_* metrics; they start timers and observers, so tests go without. */
  collectProcessMetrics(): void {
    collectDefaultMetrics({ register: this.#process.registry });
    for (const name of MISNAMED) this.#process.registry.removeSingleMetric(name);
    this.#processReadMs = -Infinity;
  }

  /** The configured times of each collector that runs. */
  recordTimings(timings: ReadonlyMap<string, Timing>): void {
    this.#configured.changed();
    this.#pollInterval.reset();
    this.#staleAfter.reset();
    for (const [collector, { intervalMs, staleAfterMs }] of timings) {
      this.#pollInterval.set({ collector }, intervalMs / 1000);
      this.#staleAfter.set({ collector }, staleAfterMs / 1000);
    }
  }

  /** The targets that this process polls from now on. */
  recordTargets(targets: readonly TargetState[]): void {
    this.#configured.changed();
    this.#targets.reset();
    for (const { target } of targets.filter(isOwn)) {
      const { account, region } = target;
      this.#targets.set({ account: account.name, region, shard: this.#shard.index }, 1);
    }
  }

  /** One attempt of an API call ended. */
  observeRequest(action: string, durationSeconds: number): void {
    this.#counted.changed();
    this.#requestDuration.observe({ action }, durationSeconds);
  }

  /** A value that is not documented was seen. */
  countUnknownValue(field: string): void {
    this.#counted.changed();
    this.#unknownValues.inc({ field });
  }

  /** A configuration was loaded, or could not be. */
  recordReload(isSuccessful: boolean, nowMs: number): void {
    this.#counted.changed();
    this.#reloadSuccessful.set(Number(isSuccessful));
    if (isSuccessful) this.#reloadSuccessTime.set(nowMs / 1000);
  }

  /** The API's clock minus the exporter's own, in milliseconds, as the last answer shows. */
  recordClockOffset(offsetMs: number): void {
    this.#clockOffset ??= new Gauge({
      name: 'alicloud_vpn_exporter_api_clock_offset_seconds',
      help: "The API's clock (Date of its last answer, in whole seconds) minus the exporter's own; absent before the first answer.",
      registers: [this.#clocks.registry],
    });
    this.#clockOffset.set(offsetMs / 1000);
  }

  /** The exporter polls the built-in simulator. */
  recordDemo(): void {
    this.#counted.changed();
    this.#demo.set(1);
  }

  /** The web configuration was loaded, or could not be; without one this is never called, and no series says so. */
  recordWebConfigReload(isSuccessful: boolean): void {
    this.#counted.changed();
    this.#webConfigReloadSuccessful ??= new Gauge({
      name: 'alicloud_vpn_exporter_web_config_last_reload_successful',
      help: 'Whether the last reload of the web configuration file succeeded (1) or not (0).',
      registers: [this.#counted.registry],
    });
    this.#webConfigReloadSuccessful.set(Number(isSuccessful));
  }

  /** An HTTP request was answered. */
  countHttpRequest(handler: string, status: number): void {
    this.#http.changed();
    this.#httpRequests.inc({ handler, code: String(status) });
  }

  /** A connection was refused. */
  countRefusedConnection(): void {
    this.#http.changed();
    this.#httpConnectionsRefused.inc();
  }

  /** All families as they are now; those of the process may be a second old. */
  async render(format: Format): Promise<string> {
    const nowMs = this.#clock.monotonic();
    if (nowMs - this.#processReadMs >= PROCESS_METRICS_AGE_MS) {
      this.#processReadMs = nowMs;
      this.#process.changed();
    }
    this.#clocks.changed();
    this.#time.set(this.#clock.now() / 1000);
    const groups = [this.#clocks, this.#counted, this.#http, this.#process, this.#configured];
    return (await Promise.all(groups.map((group) => group.text(format)))).join('');
  }
}
