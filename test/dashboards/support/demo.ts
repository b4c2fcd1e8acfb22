/** A Prometheus that scrapes the demo twice, as if two exporters watched the same accounts, and a page of rare events. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVICES } from '../../../dashboards/queries/availability.ts';
import { RULES_FILE } from '../../../scripts/alerts-rules.ts';
import { connectionId, tunnelId } from '../../support/rows/connection-row.ts';
import type { Cleanup } from '../../e2e/support/cleanup.ts';
import { startDaemon, stopDaemon } from '../../e2e/support/daemon.ts';
import { scraping, startPrometheus, type Prometheus } from '../../e2e/support/prometheus.ts';
import { faster } from '../../incidents/support/durations.ts';
import { freePort } from '../../support/free-port.ts';
import { untilReady } from '../../e2e/support/scrape.ts';
import { until } from '../../support/until.ts';

function labelsOf(connection: string): string {
  return `account="prod",region="cn-hangzhou",vpn_connection_id="${connectionId(connection)}"`;
}

const TUNNEL = `${labelsOf('hz-head-office')},tunnel_id="${tunnelId('hz-head-office', 0)}"`;

/** Scrapes after which the connections of account `rare`, which were all in service, fail each in its way. */
const IN_SERVICE = 15;

/** A region of connections that work first, and then all fail in another way. */
function failingConnections(isFailing: boolean): readonly string[] {
  const [up, down] = isFailing ? [1, 0] : [1, 1];
  const of = (name: string): string =>
    `account="rare",region="cn-rare",vpn_connection_id="vco-${name}"`;
  const infos = ['down', 'detached', 'bgp', 'health', 'redundancy', 'fine', 'fine2'].map(
    (name) =>
      `alicloud_vpn_connection_info{${of(name)},name="${name}",customer_gateway_id="cgw-${isFailing && name === 'redundancy' ? 'new' : name}",vpn_gateway_id="vpn-rare"} 1`,
  );
  return [
    ...infos,
    `alicloud_vpn_connection_up{${of('down')}} ${down}`,
    `alicloud_vpn_connection_up{${of('detached')}} ${down}`,
    `alicloud_vpn_connection_state{${of('detached')},state="init"} ${1 - down}`,
    ...['bgp', 'health', 'redundancy', 'fine', 'fine2'].map(
      (name) => `alicloud_vpn_connection_up{${of(name)}} ${up}`,
    ),
    `alicloud_vpn_connection_bgp_up{${of('bgp')}} ${down}`,
    `alicloud_vpn_connection_health_check_up{${of('health')}} ${down}`,
    `alicloud_vpn_connection_tunnels{${of('redundancy')}} 2`,
    `alicloud_vpn_connection_tunnels_up{${of('redundancy')}} ${1 + down}`,
    ...(isFailing ? [] : [`alicloud_vpn_connection_up{${of('vanished')}} 1`]),
  ];
}

/** Connections of account `other`, which are neither up nor down: changed by the platform, never used, not to be seen. */
function neitherUpNorDown(isFailing: boolean): readonly string[] {
  const up = isFailing ? 0 : 1;
  return [
    ['cn-changing', 'maintenance', up],
    ['cn-changing', 'never', 0],
    ['cn-blind', 'blind', 1],
  ].flatMap(([region, name, value]) => {
    const labels = `account="other",region="${region}",vpn_connection_id="vco-${name}"`;
    return [
      `alicloud_vpn_connection_up{${labels}} ${value}`,
      `alicloud_vpn_connection_info{${labels},name="${name}",customer_gateway_id="cgw-${name}"} 1`,
      `alicloud_vpn_connection_state{${labels},state="updating"} ${name === 'maintenance' ? 1 - up : 0}`,
    ];
  });
}

/** Collectors of account `rare`: one reads everything, one rejects a row, one is shown too little. */
function collectors(): readonly string[] {
  const of = (region: string): string =>
    `account="rare",region="${region}",collector="connections"`;
  const nowSeconds = Date.now() / 1000;
  return [
    ...['cn-rare', 'cn-rejecting', 'cn-hiding'].flatMap((region) => [
      `alicloud_vpn_exporter_target_info{account="rare",region="${region}",shard="0"} 1`,
      `alicloud_vpn_target_up{${of(region)}} 1`,
      `alicloud_vpn_target_last_success_timestamp_seconds{${of(region)}} ${nowSeconds}`,
      `alicloud_vpn_target_resources{${of(region)}} 7`,
    ]),
    `alicloud_vpn_target_up{account="other",region="cn-changing",collector="connections"} 1`,
    `alicloud_vpn_target_up{account="other",region="cn-blind",collector="connections"} 0`,
    `alicloud_vpn_target_rejected_rows{${of('cn-rejecting')}} 1`,
    `alicloud_vpn_target_reported_resources{${of('cn-rejecting')}} 7`,
    `alicloud_vpn_target_reported_resources{${of('cn-hiding')}} 9`,
  ];
}

/**
 * What the demo never does: rows that cannot be read and values that nobody documented, more of them every time, weak
 * protection, and connections that fail in every way. @returns its port
 */
async function startRareEvents(cleanup: Cleanup): Promise<number> {
  let count = 0;
  const server = createServer((_, response) => {
    count += 1;
    const where = 'account="prod",region="cn-hangzhou",collector="connections"';
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(
      [
        // What tells a page of the exporter from others.
        `alicloud_vpn_exporter_build_info{version="0",revision="0",node_version="0"} 1`,
        `alicloud_vpn_exporter_rows_rejected_total{${where},field="Status"} ${count}`,
        `alicloud_vpn_connection_crypto_weak{${labelsOf('hz-lab')},parameter="ike_version"} 1`,
        `alicloud_vpn_tunnel_crypto_weak{${TUNNEL},parameter="dpd"} 1`,
        `alicloud_vpn_exporter_unknown_values_total{field="State"} ${count}`,
        ...failingConnections(count > IN_SERVICE),
        ...neitherUpNorDown(count > IN_SERVICE),
        ...collectors(),
        '',
      ].join('\n'),
    );
  });
  server.listen(0, '127.0.0.1');
  cleanup.add(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** How much faster than in service the rules are evaluated: what takes ten minutes takes ten seconds. */
const FACTOR = 60;

/** The shipped rules, quicker. @returns the file */
function rulesFile(cleanup: Cleanup): string {
  const folder = mkdtempSync(join(tmpdir(), 'dashboards-'));
  cleanup.add(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'rules.yml');
  const rules = faster(readFileSync(RULES_FILE, 'utf8'), FACTOR);
  // What is counted once an hour would still come once a minute.
  writeFileSync(
    file,
    rules.replace(/(name: alicloud-vpn-availability-1h\s+interval:) \S+/, '$1 10s'),
  );
  return file;
}

/** Everything that runs. */
export interface Demo {
  readonly prometheus: Prometheus;
  /** The instance label of one of the two exporters. */
  readonly instance: string;
}

/** Starts all of it, and waits until there have been calls of the API between two scrapes. */
export async function startDemo(command: string, cleanup: Cleanup): Promise<Demo> {
  const daemon = await startDaemon(['--demo']);
  cleanup.add(() => stopDaemon(daemon));
  await untilReady(daemon);
  const rarePort = await startRareEvents(cleanup);
  const { port } = new URL(daemon.url);
  const instance = `127.0.0.1:${port}`;
  const dead = `127.0.0.1:${await freePort()}`;
  const targets = [instance, `localhost:${port}`, `127.0.0.1:${rarePort}`, dead];
  const config = {
    ...scraping(targets, { cluster: 'lab' }),
    rule_files: [rulesFile(cleanup)],
  };
  const prometheus = await startPrometheus(command, config, cleanup);
  const calls = 'increase(alicloud_vpn_exporter_api_requests_total{code="OK"}[1m]) > 0';
  const minutes = ['alicloud_vpn:site:service_minutes1h', 'alicloud_vpn:region:service_minutes'];
  await until(async () => {
    const seen = new Set((await prometheus.query(calls)).map(({ metric }) => metric['instance']));
    const kinds = await Promise.all(
      minutes.map((record) => prometheus.query(`count by (service) (${record})`)),
    );
    return seen.size === 2 && kinds.every(({ length }) => length === SERVICES.length);
  });
  return { prometheus, instance };
}
