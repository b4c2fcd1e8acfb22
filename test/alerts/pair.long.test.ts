/** Two Prometheis and two Alertmanagers watch two exporters: an outage is one page, whatever one of each goes through. */

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

/** An exporter's metrics of five connections, of which `office` may be down, while it is not cut off. @returns its address */
async function startPage(
  cleanup: Cleanup,
  isDown: () => boolean,
  isCut: () => boolean = () => false,
): Promise<string> {
  const server = createServer((request, response) => {
    if (isCut()) {
      request.destroy();
      return;
    }
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

/** Whether its way to the exporters is cut, for each Prometheus. */
type Cuts = boolean[];

(release === undefined ? describe.skip : describe)('a pair of everything', () => {
  const cleanup = new Cleanup();
  const isCut: Cuts = [false, false];
  let isDown = false;
  let isSecondOld = false;
  let webhook: Webhook;
  /** What two Alertmanagers send that do not see each other. */
  let split: Webhook;
  const alertmanagers: Alertmanager[] = [];
  const prometheis: Prometheus[] = [];
  let startAnother: (index: number) => Promise<Prometheus>;

  async function startPair(address: string): Promise<readonly Alertmanager[]> {
    const gossip = [await freePort(), await freePort()];
    const pair: Alertmanager[] = [];
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
      const config = fastAlertmanager(address);
      pair.push(await startAlertmanager(release!.alertmanager, config, cleanup, flags));
    }
    return pair;
  }

  beforeAll(async () => {
    webhook = await startWebhook(cleanup);
    split = await startWebhook(cleanup);
    alertmanagers.push(...(await startPair(webhook.address)));
    const alone = [
      await startAlertmanager(release!.alertmanager, fastAlertmanager(split.address), cleanup),
      await startAlertmanager(release!.alertmanager, fastAlertmanager(split.address), cleanup),
    ];
    const folder = temporaryFolder();
    cleanup.add(() => {
      folder.remove();
    });
    const rules = folder.write('rules.yml', FAST.rules);
    const dishonored = folder.write('none.json', '[]');
    startAnother = async (index) => {
      // The same two exporters, each Prometheus by a way of its own.
      const cut = (): boolean => isCut[index] ?? false;
      const first = await startPage(cleanup, () => isDown, cut);
      const second = await startPage(cleanup, () => isDown && !isSecondOld, cut);
      const targets = [first, second].map((target, number) => ({
        targets: [target],
        labels: { instance: `exporter-${number}` },
      }));
      const honored = folder.write(`targets-${index}.json`, JSON.stringify(targets));
      const config = {
        ...fastPrometheus(rules, '', { honored, dishonored }),
        alerting: {
          alertmanagers: [
            {
              static_configs: [
                { targets: [...alertmanagers, ...alone].map(({ address }) => address) },
              ],
            },
          ],
        },
      };
      return startPrometheus(release!.prometheus, config, cleanup, FLAGS.prometheus);
    };
    prometheis.push(await startAnother(0), await startAnother(1));
    // Connections count as in service when the rules have seen them up for a while.
    await pause('6m');
  }, 180_000);

  afterAll(() => cleanup.run());

  const pages = (status: Notice['status'], of: Webhook = webhook): readonly Notice[] =>
    of.notices.filter((notice) => notice.receiver === 'page' && notice.status === status);

  const namesOf = (notices: readonly Notice[]): readonly string[] => [
    ...new Set(notices.map(({ labels }) => (labels['alertname'] ?? '').replace('AlicloudVpn', ''))),
  ];

  /** Each alert of each beginning, once. */
  const distinct = (notices: readonly Notice[], name: string): number =>
    new Set(
      notices
        .filter(({ labels }) => labels['alertname'] === `AlicloudVpn${name}`)
        .map(({ startsAt, notification }) => `${startsAt} ${notification}`),
    ).size;

  it('pages by the Prometheus that sees, while the other one is cut off, and twice where Alertmanagers do not see each other', async () => {
    isCut[1] = true;
    isDown = true;
    await until(async () => pages('firing').length > 0 && pages('firing', split).length > 1);
    await pause('5m');
    expect(namesOf(pages('firing')).toSorted()).toEqual(['ConnectionDown', 'ExporterDown']);
    expect(distinct(pages('firing'), 'ConnectionDown')).toBe(1);
    expect(distinct(pages('firing', split), 'ConnectionDown')).toBe(2);
    // The one that is cut off does not resolve what it saw last as up, nor claim that it is down.
    const [blind] = await prometheis[1]!.query('count(alicloud_vpn:problem:since{problem="down"})');
    expect(blind).toBeUndefined();
    isCut[1] = false;
    await until(async () => namesOf(pages('resolved')).includes('ExporterDown'));
    expect(namesOf(pages('resolved'))).toEqual(['ExporterDown']);
    isDown = false;
    await until(async () => namesOf(pages('resolved')).includes('ConnectionDown'));
    expect(distinct(pages('firing'), 'ConnectionDown')).toBe(1);
  }, 600_000);

  it('holds what is down on the Prometheus that is cut off after it began', async () => {
    const before = distinct(pages('resolved'), 'ConnectionDown');
    isDown = true;
    await until(async () => distinct(pages('firing'), 'ConnectionDown') === 2);
    isCut[0] = true;
    await pause('10m');
    const [held] = await prometheis[0]!.query('count(alicloud_vpn:problem:page{problem="down"})');
    expect(held?.values[0]).toBe(1);
    expect(distinct(pages('resolved'), 'ConnectionDown')).toBe(before);
    isDown = false;
    isCut[0] = false;
    await until(async () => distinct(pages('resolved'), 'ConnectionDown') > before);
  }, 600_000);

  it('takes the worse view of two exporters', async () => {
    const before = distinct(pages('firing'), 'ConnectionDown');
    isSecondOld = true;
    isDown = true;
    await until(async () => distinct(pages('firing'), 'ConnectionDown') > before);
    expect(distinct(pages('firing'), 'ConnectionDown')).toBe(before + 1);
    isSecondOld = false;
    isDown = false;
    const resolved = distinct(pages('resolved'), 'ConnectionDown');
    await until(async () => distinct(pages('resolved'), 'ConnectionDown') > resolved);
  }, 600_000);

  it('pages once for an outage, though one Prometheus loses its TSDB and one Alertmanager its host, and ends once it is over', async () => {
    const before = { firing: pages('firing').length, resolved: pages('resolved').length };
    const since = (status: 'firing' | 'resolved'): readonly Notice[] =>
      pages(status).slice(before[status]);
    isDown = true;
    await until(async () => since('firing').length > 0);
    expect(since('firing').map(({ labels }) => labels)).toMatchObject([
      { alertname: 'AlicloudVpnConnectionDown', vpn_connection_id: 'vco-office' },
    ]);
    // A new Prometheus in its place knows nothing of what was in service.
    await prometheis[0]?.kill();
    prometheis[0] = await startAnother(0);
    await alertmanagers[1]?.kill();
    // Longer than Alertmanager waits for an alert that nobody sends any more.
    await pause('20m');
    expect(since('resolved')).toEqual([]);
    const [fresh] = await prometheis[0].query('count(alicloud_vpn:problem:since{problem="down"})');
    expect(fresh).toBeUndefined();
    const firing = new Set(since('firing').map(({ startsAt }) => startsAt));
    expect(firing.size).toBe(1);
    isDown = false;
    await until(async () => since('resolved').length > 0);
    expect(new Set(since('resolved').map(({ labels }) => labels['alertname']))).toEqual(
      new Set(['AlicloudVpnConnectionDown']),
    );
  }, 600_000);
});
