/** The exporter's metrics about itself, held by prom-client in a registry of its own. */

import type { BuildInfo } from '../model/build-info.ts';
import type { Clock } from '../model/clock.ts';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** One sample; the parts of a histogram have names of their own. */
export interface ExporterSample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number | undefined>>;
  readonly metricName?: string;
}

/** A family as prom-client holds it. */
export interface ExporterFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly ExporterSample[];
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

/** The families of a registry as they are now. */
async function familiesOf(registry: Registry): Promise<readonly ExporterFamily[]> {
  const metrics = await registry.getMetricsAsJSON();
  return metrics.map(({ name, help, type, values }) => ({
    name,
    help,
    // Declared as a number, but text at run time.
    type: String(type),
    values: values.map((sample: ExporterSample) => sample),
  }));
}

/** The exporter's own clock, and how far it is off; made for each scrape. */
function clockFamilies(nowMs: number, offsetMs: number | undefined): readonly ExporterFamily[] {
  return [
    {
      name: 'alicloud_vpn_exporter_time_seconds',
      help: "The exporter's own clock, in seconds since the epoch: ages of its timestamps are differences to this.",
      type: 'gauge',
      values: [{ value: nowMs / 1000, labels: {} }],
    },
    {
      name: 'alicloud_vpn_exporter_api_clock_offset_seconds',
      help: "The API's clock (Date of its last answer, in whole seconds) minus the exporter's own; absent before the first answer.",
      type: 'gauge',
      values: offsetMs === undefined ? [] : [{ value: offsetMs / 1000, labels: {} }],
    },
  ];
}

/** Counts and times of the whole process. */
export class ExporterMetrics {
  readonly #registry = new Registry();
  /** Apart, since every scrape counts itself: the others are not read again for it. */
  readonly #httpRegistry = new Registry();
  readonly #processRegistry = new Registry();
  readonly #clock: Clock;
  #clockOffsetMs: number | undefined;
  /** What was read last; undefined when something was counted since. */
  #counted: Promise<readonly ExporterFamily[]> | undefined;
  #http: Promise<readonly ExporterFamily[]> | undefined;
  #process: Promise<readonly ExporterFamily[]> = Promise.resolve([]);
  #processReadMs = -Infinity;
  readonly #requestDuration = new Histogram({
    name: 'alicloud_vpn_exporter_api_request_duration_seconds',
    help: 'Duration of the attempts of API calls, by action.',
    labelNames: ['action'],
    buckets: DURATION_BUCKETS,
    registers: [this.#registry],
  });
  readonly #unknownValues = new Counter({
    name: 'alicloud_vpn_exporter_unknown_values_total',
    help: 'Values of API fields outside the documented ones, by field.',
    labelNames: ['field'],
    registers: [this.#registry],
  });
  readonly #reloadSuccessful = new Gauge({
    name: 'alicloud_vpn_exporter_config_last_reload_successful',
    help: 'Whether the last reload of the configuration succeeded (1) or not (0).',
    registers: [this.#registry],
  });
  readonly #reloadSuccessTime = new Gauge({
    name: 'alicloud_vpn_exporter_config_last_reload_success_timestamp_seconds',
    help: 'When the configuration was last loaded, in seconds since the epoch.',
    registers: [this.#registry],
  });
  readonly #demo = new Gauge({
    name: 'alicloud_vpn_exporter_demo',
    help: 'Whether what is shown comes from the built-in simulator (1, with --demo) or from Alibaba Cloud (0).',
    registers: [this.#registry],
  });
  #webConfigReloadSuccessful: Gauge | undefined;

  readonly #httpRequests = new Counter({
    name: 'alicloud_vpn_exporter_http_requests_total',
    help: 'HTTP requests answered, refused ones included, by handler and status code.',
    labelNames: ['handler', 'code'],
    registers: [this.#httpRegistry],
  });
  readonly #httpConnectionsRefused = new Counter({
    name: 'alicloud_vpn_exporter_http_connections_refused_total',
    help: 'Connections closed because too many were open, of one client or in all.',
    registers: [this.#httpRegistry],
  });

  constructor(build: BuildInfo, clock: Clock) {
    this.#clock = clock;
    const info = new Gauge({
      name: 'alicloud_vpn_exporter_build_info',
      help: 'What the exporter was built from; always 1.',
      labelNames: ['version', 'revision', 'node_version'],
      registers: [this.#registry],
    });
    info.set(
      { version: build.version, revision: build.revision, node_version: build.nodeVersion },
      1,
    );
  }

  /** Adds the process_* and nodejs_* metrics; they start timers and observers, so tests go without. */
  collectProcessMetrics(): void {
    collectDefaultMetrics({ register: this.#processRegistry });
    for (const name of MISNAMED) this.#processRegistry.removeSingleMetric(name);
    this.#processReadMs = -Infinity;
  }

  /** One attempt of an API call ended. */
  observeRequest(action: string, durationSeconds: number): void {
    this.#counted = undefined;
    this.#requestDuration.observe({ action }, durationSeconds);
  }

  /** A value that is not documented was seen. */
  countUnknownValue(field: string): void {
    this.#counted = undefined;
    this.#unknownValues.inc({ field });
  }

  /** A configuration was loaded, or could not be. */
  recordReload(isSuccessful: boolean, nowMs: number): void {
    this.#counted = undefined;
    this.#reloadSuccessful.set(Number(isSuccessful));
    if (isSuccessful) this.#reloadSuccessTime.set(nowMs / 1000);
  }

  /** The API's clock minus the exporter's own, in milliseconds, as the last answer shows. */
  recordClockOffset(offsetMs: number): void {
    this.#clockOffsetMs = offsetMs;
  }

  /** The exporter polls the built-in simulator. */
  recordDemo(): void {
    this.#counted = undefined;
    this.#demo.set(1);
  }

  /** The web configuration was loaded, or could not be; without one this is never called, and no series says so. */
  recordWebConfigReload(isSuccessful: boolean): void {
    this.#counted = undefined;
    this.#webConfigReloadSuccessful ??= new Gauge({
      name: 'alicloud_vpn_exporter_web_config_last_reload_successful',
      help: 'Whether the last reload of the web configuration file succeeded (1) or not (0).',
      registers: [this.#registry],
    });
    this.#webConfigReloadSuccessful.set(Number(isSuccessful));
  }

  /** An HTTP request was answered. */
  countHttpRequest(handler: string, status: number): void {
    this.#http = undefined;
    this.#httpRequests.inc({ handler, code: String(status) });
  }

  /** A connection was refused. */
  countRefusedConnection(): void {
    this.#http = undefined;
    this.#httpConnectionsRefused.inc();
  }

  /** All families as they are now, the same objects as long as they are; those of the process may be a second old. */
  async families(): Promise<readonly ExporterFamily[]> {
    const nowMs = this.#clock.monotonic();
    if (nowMs - this.#processReadMs >= PROCESS_METRICS_AGE_MS) {
      this.#processReadMs = nowMs;
      this.#process = familiesOf(this.#processRegistry);
    }
    this.#counted ??= familiesOf(this.#registry);
    this.#http ??= familiesOf(this.#httpRegistry);
    try {
      const [counted, http] = [await this.#counted, await this.#http];
      const process = await this.#process;
      const clock = clockFamilies(this.#clock.now(), this.#clockOffsetMs);
      return [...clock, ...counted, ...http, ...process];
    } catch (error) {
      this.#counted = undefined;
      this.#http = undefined;
      this.#processReadMs = -Infinity;
      throw error;
    }
  }
}
