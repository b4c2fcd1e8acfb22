/** Two Prometheis and two Alertmanagers watch one exporter: an outage is one page, whatever one of each goes through. */

import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAlertmanager, type Alertmanager } from '../e2e/support/alertmanager.ts';
import { Cleanup } from '../e2e/support/cleanup.ts';
import { startPrometheus, type Prometheus } from '../e2e/support/prometheus.ts';
import { firstRelease } from '../e2e/support/releases.ts';
import { startWebhook, type Notice, type Webhook } from '../e2e/support/webhook.ts';
import { pause } from '../incidents/support/pace.ts';
import { FAST, fastAlertmanager, fastPrometheus, FLAGS } from '../incidents/support/shipped.ts';
import { freePort } from '../support/free-port.ts';
import { temporaryFolder } from '../support/folder.ts';
import { until } from '../support/until.ts';

const release = firstRelease();

const REGION = 'account="prod",region="cn-hangzhou"';
const NAMES = ['office', 'shop', 'depot', 'factory', 'warehouse'];

/** An exporter's page of five connections, of which `office` may be down. @returns its address */
async function startPage(cleanup: Cleanup, isDown: () => boolean): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(
      [
        'alicloud_vpn_exporter_build_info{version="0",revision="0",node_version="0"} 1',
        `alicloud_vpn_exporter_target_info{${REGION},shard="0"} 1`,
        `alicloud_vpn_target_up{${REGION},collector="connections"} 1`,
        `alicloud_vpn_target_last_success_timestamp_seconds{${REGION},collector="connections"} ${Date.now() / 1000}`,
        ...NAMES.map(
          (name) =>
            `alicloud_vpn_connection_up{${REGION},vpn_connection_id="vco-${name}"} ${name === 'office' && isDown() ? 0 : 1}`,
        ),
        '',
      ].join('\n'),
    );
  });
  server.listen(0, '127.0.0.1');
  cleanup.add(() => server.close());
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

(release === undefined ? describe.skip : describe)('a pair of everything', () => {
  const cleanup = new Cleanup();
  let isDown = false;
  let webhook: Webhook;
  const alertmanagers: Alertmanager[] = [];
  const prometheis: Prometheus[] = [];
  let startAnother: () => Promise<Prometheus>;

  beforeAll(async () => {
    const exporter = await startPage(cleanup, () => isDown);
    webhook = await startWebhook(cleanup);
    const gossip = [await freePort(), await freePort()];
    for (const port of gossip) {
      const flags = [
        `--cluster.listen-address=127.0.0.1:${port}`,
        ...gossip
          .filter((other) => other !== port)
          .map((other) => `--cluster.peer=127.0.0.1:${other}`),
        '--cluster.peer-timeout=2s',
        '--cluster.settle-timeout=1s',
        ...FLAGS.alertmanager,
      ];
      const config = fastAlertmanager(webhook.address);
      alertmanagers.push(await startAlertmanager(release!.alertmanager, config, cleanup, flags));
    }
    const folder = temporaryFolder();
    cleanup.add(() => {
      folder.remove();
    });
    const targets = JSON.stringify([{ targets: [exporter] }]);
    const files = {
      honored: folder.write('targets.json', targets),
      dishonored: folder.write('none.json', '[]'),
    };
    const config = {
      ...fastPrometheus(folder.write('rules.yml', FAST.rules), '', files),
      alerting: {
        alertmanagers: [
          { static_configs: [{ targets: alertmanagers.map(({ address }) => address) }] },
        ],
      },
    };
    startAnother = () => startPrometheus(release!.prometheus, config, cleanup, FLAGS.prometheus);
    prometheis.push(await startAnother(), await startAnother());
    // Connections count as in service when the rules have seen them up for a while.
    await pause('6m');
  }, 180_000);

  afterAll(() => cleanup.run());

  const pages = (status: Notice['status']): readonly Notice[] =>
    webhook.notices.filter((notice) => notice.receiver === 'page' && notice.status === status);

  it('pages once for an outage, though one Prometheus loses its TSDB and one Alertmanager its host, and ends once it is over', async () => {
    isDown = true;
    await until(async () => pages('firing').length > 0);
    expect(pages('firing').map(({ labels }) => labels)).toMatchObject([
      { alertname: 'AlicloudVpnConnectionDown', vpn_connection_id: 'vco-office' },
    ]);
    // A new Prometheus in its place knows nothing of what was in service.
    await prometheis[0]?.kill();
    prometheis[0] = await startAnother();
    await alertmanagers[1]?.kill();
    // Longer than Alertmanager waits for an alert that nobody sends any more.
    await pause('20m');
    expect(pages('resolved')).toEqual([]);
    const [fresh] = await prometheis[0].query('count(alicloud_vpn:problem:since{problem="down"})');
    expect(fresh).toBeUndefined();
    const firing = new Set(pages('firing').map(({ startsAt }) => startsAt));
    expect(firing.size).toBe(1);
    isDown = false;
    await until(async () => pages('resolved').length > 0);
    expect(new Set(pages('resolved').map(({ labels }) => labels['alertname']))).toEqual(
      new Set(['AlicloudVpnConnectionDown']),
    );
  }, 600_000);
});
