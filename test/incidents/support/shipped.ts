/** The shipped files, and copies of them that run faster. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { faster, shorter } from './durations.ts';
import { FACTOR } from './pace.ts';

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../../../config/${path}`, import.meta.url)), 'utf8');
}

/** What users install. */
export const SHIPPED = {
  rules: read('rules/alicloud-vpn.rules.yml'),
  alertmanager: read('alertmanager.yml'),
  prometheus: read('prometheus.yml'),
  exporter: read('exporter.yml'),
};

/** The same with all durations divided by FACTOR. */
export const FAST = {
  rules: faster(SHIPPED.rules, FACTOR),
  alertmanager: faster(SHIPPED.alertmanager, FACTOR),
  prometheus: faster(SHIPPED.prometheus, FACTOR),
};

/** Where the shipped configuration of Alertmanager sends its notifications. */
const PLACEHOLDER = '127.0.0.1:5001';

/** The configuration of Alertmanager for receivers at `address` (host:port). */
export function fastAlertmanager(address: string): string {
  return FAST.alertmanager.replaceAll(PLACEHOLDER, address);
}

/** What Prometheus and Alertmanager have as flags and defaults, made faster as well. */
export const FLAGS = {
  prometheus: [
    ['query.lookback-delta', '5m'],
    ['rules.alert.resend-delay', '1m'],
    ['rules.alert.for-outage-tolerance', '1h'],
    ['rules.alert.for-grace-period', '10m'],
  ].map(([flag, value = '']) => `--${flag}=${shorter(value, FACTOR)}`),
  alertmanager: [`--alerts.gc-interval=${shorter('30m', FACTOR)}`],
};

interface ExporterFile {
  readonly poll: { readonly interval: string; readonly stale_after: string };
}

/** The defaults of the exporter, made faster; a call may take as long as on a busy machine, and the bucket is as large. */
export function fastPoll(): object {
  const { poll } = parse(SHIPPED.exporter) as ExporterFile;
  return {
    interval: shorter(poll.interval, FACTOR),
    stale_after: shorter(poll.stale_after, FACTOR),
    timeout: '4s',
    request_timeout: '3s',
    requests_per_minute: 300 * FACTOR,
    concurrency: 16,
  };
}

interface PrometheusFile {
  readonly global: object;
  readonly scrape_configs: readonly [{ readonly scrape_interval: string }];
}

/** The configuration of Prometheus: targets come from files, so that they can change. */
export function fastPrometheus(
  rules: string,
  alertmanager: string,
  targets: { readonly honored: string; readonly dishonored: string },
): object {
  const shipped = parse(FAST.prometheus) as PrometheusFile;
  const { static_configs, ...job } = shipped.scrape_configs[0] as Readonly<Record<string, unknown>>;
  if (static_configs === undefined) throw new Error('config/prometheus.yml has no static_configs');
  const interval = shipped.scrape_configs[0].scrape_interval;
  const jobOf = (file: string, changes: object): object => ({
    ...job,
    // The shipped time limit would be a third of a second.
    scrape_timeout: interval,
    file_sd_configs: [{ files: [file] }],
    ...changes,
  });
  return {
    ...shipped,
    global: { ...shipped.global, scrape_timeout: interval },
    rule_files: [rules],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: [
      jobOf(targets.honored, {}),
      jobOf(targets.dishonored, { job_name: 'without-honor-labels', honor_labels: false }),
    ],
  };
}
