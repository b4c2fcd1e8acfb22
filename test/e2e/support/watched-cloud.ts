/** Everything from the cloud to whoever is on call: simulator, exporter, Prometheus, Alertmanager, and its receivers. */

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ALERTMANAGER_FILE } from '../../../scripts/alerts-inhibition.ts';
import { RULES_FILE } from '../../../scripts/alerts-rules.ts';
import {
  connectionRow,
  type ConnectionSpec,
} from '../../../src/simulator/scenarios/connection-row.ts';
import { generatedKey } from '../../support/worlds/generate.ts';
import type { JsonObject } from '../../../src/simulator/json.ts';
import { startAlertmanager, type Alertmanager } from './alertmanager.ts';
import type { Cleanup } from './cleanup.ts';
import { startDaemon, stopDaemon, until } from './daemon.ts';
import { faster } from './durations.ts';
import { accountOf, configOf, temporaryFolder } from './files.ts';
import { startPrometheus, type Prometheus } from './prometheus.ts';
import type { Release } from './releases.ts';
import { untilReady } from './scrape.ts';
import { startSimulatorProcess, type SimulatorProcess } from './simulator.ts';
import { startWebhook, type Webhook } from './webhook.ts';

/** How much faster than in service everything goes: a poll every 2 s, stale after 10 s. */
export const FACTOR = 30;

/** The shipped files. */
export const SHIPPED = {
  rules: readFileSync(RULES_FILE, 'utf8'),
  alertmanager: readFileSync(ALERTMANAGER_FILE, 'utf8'),
  prometheus: readFileSync(new URL('../../../config/prometheus.yml', import.meta.url), 'utf8'),
};

/** The shipped rules with shorter times. */
export const FAST_RULES = faster(SHIPPED.rules, FACTOR);

/** Where the shipped configuration of Alertmanager sends its notifications. */
const PLACEHOLDER = '127.0.0.1:5001';

/** The shipped configuration of Alertmanager with shorter times, for a receiver at `address` (host:port). */
export function fastAlertmanager(address: string): string {
  return faster(SHIPPED.alertmanager, FACTOR).replaceAll(PLACEHOLDER, address);
}

/** Seconds between two scrapes, and between two evaluations. */
export const STEP_SECONDS = 1;
/** Seconds between two polls: poll.interval of 60s, made faster. */
export const POLL_SECONDS = 2;

/** The defaults of `poll`, made faster; a call may take as long as on a slow machine. */
const POLL = {
  interval: `${POLL_SECONDS}s`,
  timeout: '3s',
  request_timeout: '2s',
  stale_after: '10s',
};

/** The name of the only account. */
export const ACCOUNT = 'acme';

/** Region to its connections. */
export type Regions = Readonly<Record<string, readonly ConnectionSpec[]>>;

/** Everything that runs. */
export interface WatchedCloud {
  readonly simulator: SimulatorProcess;
  readonly prometheus: Prometheus;
  readonly alertmanager: Alertmanager;
  readonly webhook: Webhook;
}

interface ShippedPrometheus {
  readonly scrape_configs: readonly object[];
}

/** The shipped configuration of Prometheus with shorter intervals and other addresses. */
function prometheusConfig(rules: string, alertmanager: string, exporter: string): object {
  const interval = `${STEP_SECONDS}s`;
  const shipped = parse(SHIPPED.prometheus) as ShippedPrometheus;
  return {
    ...shipped,
    global: { scrape_interval: interval, evaluation_interval: interval },
    rule_files: [rules],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: shipped.scrape_configs.map((job) => ({
      ...job,
      scrape_interval: interval,
      scrape_timeout: interval,
      static_configs: [{ targets: [exporter] }],
    })),
  };
}

/** Starts all of it. `diagnoses` are what the API says of tunnels that are down, where not its default. */
export async function watchCloud(
  release: Release,
  regions: Regions,
  diagnoses: readonly JsonObject[],
  cleanup: Cleanup,
): Promise<WatchedCloud> {
  const folder = temporaryFolder();
  cleanup.add(() => {
    folder.remove();
  });
  const scenario = {
    accounts: [
      {
        name: ACCOUNT,
        accessKeys: [generatedKey(ACCOUNT)],
        regions: Object.fromEntries(
          Object.entries(regions).map(([region, specs]) => [
            region,
            { connections: specs.map(connectionRow), diagnoses },
          ]),
        ),
      },
    ],
  };
  const simulator = await startSimulatorProcess(scenario, folder, cleanup);
  const account = accountOf(ACCOUNT, simulator.url, Object.keys(regions));
  const config = folder.write('exporter.yml', configOf([account], { poll: POLL }));
  const daemon = await startDaemon([`--config.file=${config}`]);
  cleanup.add(() => stopDaemon(daemon));
  await untilReady(daemon);

  const webhook = await startWebhook(cleanup);
  const alertmanager = await startAlertmanager(
    release.alertmanager,
    fastAlertmanager(webhook.address),
    cleanup,
  );
  const rules = folder.write('rules.yml', FAST_RULES);
  const prometheus = await startPrometheus(
    release.prometheus,
    prometheusConfig(rules, alertmanager.address, new URL(daemon.url).host),
    cleanup,
  );
  // Prometheus looks up its targets and Alertmanagers some seconds after it is ready.
  const connections = Object.values(regions).flat().length;
  await until(async () => {
    const [watched] = await prometheus.query('count(alicloud_vpn_connection_up)');
    return watched?.values[0] === connections && (await prometheus.alertmanagers()) === 1;
  });
  return { simulator, prometheus, alertmanager, webhook };
}
