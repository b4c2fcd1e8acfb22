/** A Prometheus that scrapes the demo twice, as if two exporters watched the same accounts, and a page of rare events. */

import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connectionId, tunnelId } from '../../../src/simulator/rows/connection-row.ts';
import type { Cleanup } from '../../e2e/support/cleanup.ts';
import { startDaemon, stopDaemon } from '../../e2e/support/daemon.ts';
import { scraping, startPrometheus, type Prometheus } from '../../e2e/support/prometheus.ts';
import { untilReady } from '../../e2e/support/scrape.ts';
import { until } from '../../support/until.ts';

function labelsOf(connection: string): string {
  return `account="prod",region="cn-hangzhou",vpn_connection_id="${connectionId(connection)}"`;
}

const TUNNEL = `${labelsOf('hz-head-office')},tunnel_id="${tunnelId('hz-head-office', 0)}"`;

/**
 * What the demo never does: rows that cannot be read and values that nobody documented, more of them every time, and a
 * connection and a tunnel that are weakly protected. @returns its port
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
        '',
      ].join('\n'),
    );
  });
  server.listen(0, '127.0.0.1');
  cleanup.add(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
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
  const targets = [instance, `localhost:${port}`, `127.0.0.1:${rarePort}`];
  const prometheus = await startPrometheus(command, scraping(targets), cleanup);
  const calls = 'increase(alicloud_vpn_exporter_api_requests_total{code="OK"}[1m]) > 0';
  await until(async () => {
    const seen = new Set((await prometheus.query(calls)).map(({ metric }) => metric['instance']));
    return seen.size === 2;
  });
  return { prometheus, instance };
}
