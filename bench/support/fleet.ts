/** What the exporter shows of a fleet, taken once and served from memory, so that Prometheus is all that works. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configOf, startCloud, startExporter, untilReady, type Workshop } from './site.ts';

const ACCOUNTS = 4;

/** What changes in the text when both tunnels of every connection go down. */
const CHANGES: readonly (readonly [from: RegExp, to: string])[] = [
  [/^(alicloud_vpn_(?:connection|tunnel)_(?:bgp_up|tunnels_up|up)\{.*\}) \d$/gm, '$1 0'],
  [/^(.*_ipsec_status\{.*status="ipsec_sa_established".*\}) 1$/gm, '$1 0'],
  [/^(.*_ipsec_status\{.*status="ike_sa_not_established".*\}) 0$/gm, '$1 1'],
];

/** Lines whose value is a time that has to go on. */
const TIMES = /^(alicloud_vpn_(?:exporter_time|target_last_success_timestamp)_seconds.*) \S+$/gm;

/** A fleet that Prometheus can scrape. */
export interface Fleet {
  readonly address: string;
  /** What is scraped while all connections are up. */
  readonly text: string;
  /** From now on all connections are up, or down. */
  readonly set: (state: 'up' | 'down') => void;
  readonly close: () => void;
}

async function shown(workshop: Workshop, connections: number): Promise<string> {
  const size = { dual: connections / ACCOUNTS, gateways: 10 };
  const cloud = await startCloud(workshop, ACCOUNTS, size);
  const exporter = await startExporter(workshop, configOf(cloud.url, ACCOUNTS, {}));
  await untilReady(exporter.url);
  const answer = await fetch(`${exporter.url}/metrics`);
  const text = await answer.text();
  await exporter.stop();
  await cloud.stop();
  return text;
}

/** Serves so many dual-tunnel connections; of all metrics those whose name `isRead`, which saves parsing. */
export async function startFleet(
  workshop: Workshop,
  connections: number,
  isRead: (name: string) => boolean,
): Promise<Fleet> {
  const lines = (await shown(workshop, connections)).split('\n');
  const up = lines.filter((line) => isRead(/^\w+/.exec(line)?.[0] ?? '')).join('\n');
  const down = CHANGES.reduce((text, [from, to]) => text.replaceAll(from, to), up);
  let now = up;
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`${now.replaceAll(TIMES, `$1 ${Date.now() / 1000}`)}\n`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    text: up,
    set: (state) => {
      now = state === 'up' ? up : down;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
