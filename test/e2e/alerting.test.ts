/**
 * From a fault in the cloud to the pager, with real software all the way: simulator, exporter, Prometheus with the shipped
 * rules, Alertmanager with the shipped inhibition rules, a webhook. Their times are minutes; here a copy runs thirty
 * times faster, and the first tests prove that nothing else about it differs.
 */

import { stderr } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { connectionId, tunnelId } from '../../src/simulator/scenarios/connection-row.ts';
import { Cleanup } from './support/cleanup.ts';
import { until } from './support/daemon.ts';
import { durationsIn, withoutDurations } from './support/durations.ts';
import { describeReleases } from './support/releases.ts';
import {
  ACCOUNT,
  FACTOR,
  fastAlertmanager,
  FAST_RULES,
  POLL_SECONDS,
  SHIPPED,
  STEP_SECONDS,
  watchCloud,
  type WatchedCloud,
} from './support/watched-cloud.ts';
import type { Notice } from './support/webhook.ts';

const NEAR = 'cn-hangzhou';
/** The region whose API fails. */
const FAR = 'eu-central-1';
const GATEWAY = 'vpn-1';
const DOWN = 'ike_sa_not_established';
const UP = 'ipsec_sa_established';
const OF_GATEWAY = { mode: 'dual', vpnGatewayId: GATEWAY } as const;

/** Connections by what befalls them. */
const REGIONS = {
  [NEAR]: [
    { ...OF_GATEWAY, name: 'loses-one' },
    { ...OF_GATEWAY, name: 'loses-both' },
    { ...OF_GATEWAY, name: 'loses-bgp', bgp: ['success', 'success'] },
    { ...OF_GATEWAY, name: 'stays-up' },
  ],
  [FAR]: [
    { ...OF_GATEWAY, name: 'down-unseen' },
    { ...OF_GATEWAY, name: 'up-unseen' },
  ],
};

const DIAGNOSES = [
  {
    TunnelId: tunnelId('loses-one', 1),
    FailedReasonCode: 'Phase1AlgorithmMismatch',
    MismatchLocalParam: 'AES256',
    MismatchRemoteParam: 'AES128',
    Severity: 'Critical',
  },
];

/** Generous: only how long this may take on a busy machine. */
const TIMEOUT_MS = 180_000;

describe('the copy of the configuration', () => {
  it.each([
    ['rules', SHIPPED.rules, FAST_RULES],
    ['Alertmanager', SHIPPED.alertmanager, fastAlertmanager('127.0.0.1:5001')],
  ])('differs from the shipped one in its durations only: %s', (_, shipped, fast) => {
    expect(fast).not.toBe(shipped);
    expect(withoutDurations(fast)).toBe(withoutDurations(shipped));
    expect(durationsIn(fast)).toEqual(durationsIn(shipped).map((ms) => ms / FACTOR));
  });
});

/** Milliseconds that the copies of the shipped files wait before a connection that is down pages. */
function leastWait(): number {
  const [, age = ''] = /down\|locked"\} \+ ([\d.]+)/.exec(FAST_RULES) ?? [];
  const { route } = parse(fastAlertmanager('')) as { route: { routes: Route[] } };
  const page = route.routes.find(({ receiver }) => receiver === 'page');
  const [groupWaitMs = NaN] = durationsIn(page?.group_wait ?? '');
  return Number(age) * 1000 + groupWaitMs;
}

interface Route {
  readonly receiver: string;
  readonly group_wait: string;
}

const DOWN_ALERT = 'AlicloudVpnConnectionDown';
const FAILING_ALERT = 'AlicloudVpnTargetFailing';

/** What an alert is about: the connection's name, made from its id, or the region. */
function aboutOf(labels: Notice['labels']): string | undefined {
  const names = Object.values(REGIONS).flatMap((specs) => specs.map(({ name }) => name));
  return (
    names.find((name) => connectionId(name) === labels['vpn_connection_id']) ?? labels['region']
  );
}

describeReleases((release) => {
  const cleanup = new Cleanup();
  let cloud: WatchedCloud;

  beforeAll(async () => {
    cloud = await watchCloud(release, REGIONS, DIAGNOSES, cleanup);
  }, TIMEOUT_MS);

  afterAll(() => cleanup.run());

  const set = (region: string, name: string, path: string, value: string): Promise<void> =>
    cloud.simulator.patch({ account: ACCOUNT, region, id: connectionId(name), path }, value);

  const setTunnel = (region: string, name: string, index: number, status: string): Promise<void> =>
    set(region, name, `TunnelOptionsSpecification.TunnelOptions.${index}.Status`, status);

  const setBoth = async (region: string, name: string, status: string): Promise<void> => {
    await setTunnel(region, name, 0, status);
    await setTunnel(region, name, 1, status);
  };

  const setBgp = async (status: string): Promise<void> => {
    for (const index of [0, 1]) {
      const path = `TunnelOptionsSpecification.TunnelOptions.${index}.TunnelBgpConfig.BgpStatus`;
      await set(NEAR, 'loses-bgp', path, status);
    }
  };

  /** Who heard what: receiver, status, alert, and the connection or region that it is about. */
  const heard = (status: string): readonly string[] =>
    cloud.webhook.notices
      .filter((notice) => notice.status === status && notice.receiver !== 'watchdog')
      .map(({ receiver, labels }) => [receiver, labels['alertname'], aboutOf(labels)].join(' '))
      .toSorted((one, other) => one.localeCompare(other));

  const notified = (status: string, alert: string, about: string): Promise<Notice> =>
    until(() =>
      cloud.webhook.notices.find(
        (notice) =>
          notice.status === status &&
          notice.labels['alertname'] === alert &&
          aboutOf(notice.labels) === about,
      ),
    );

  const labelsOf = (alertname: string, severity: string, name: string, region = NEAR): object => ({
    alertname,
    severity,
    job: 'alicloud-vpn',
    account: ACCOUNT,
    region,
    vpn_connection_id: connectionId(name),
  });

  /** Whether the alert fires, as Prometheus sees it. */
  const fires = async (alert: string, about: string): Promise<boolean> => {
    const series = await cloud.prometheus.query(
      `ALERTS{alertname="${alert}",alertstate="firing",vpn_connection_id="${about}"}`,
    );
    return series.length > 0;
  };

  it(
    'tells once of what goes down, by name, with the reason and nothing besides',
    async () => {
      // Only what has been up can go down; the group that remembers it is evaluated every few seconds.
      await until(
        async () => (await cloud.prometheus.query('alicloud_vpn:connection:watched')).length === 6,
      );
      await setTunnel(NEAR, 'loses-one', 1, DOWN);
      await setBoth(FAR, 'down-unseen', DOWN);
      await setBgp('false');
      await setTunnel(NEAR, 'loses-both', 0, DOWN);
      const downMs = Date.now();
      await setTunnel(NEAR, 'loses-both', 1, DOWN);

      const down = await notified('firing', DOWN_ALERT, 'loses-both');
      const tookMs = down.atMs - downMs;
      const leastMs = leastWait();
      const most = leastMs / 1000 + POLL_SECONDS + 2 * STEP_SECONDS;
      stderr.write(
        `${release.name}: both tunnels down to page in ${(tookMs / 1000).toFixed(1)} s; for + group_wait are ` +
          `${leastMs / 1000} s, with a whole poll, scrape and evaluation interval ${most} s\n`,
      );
      expect(tookMs).toBeGreaterThanOrEqual(leastMs);
      expect(down.labels).toEqual(labelsOf(DOWN_ALERT, 'critical', 'loses-both'));
      const id = connectionId('loses-both');
      expect(down.annotations['summary']).toMatch(
        new RegExp(`^VPN connection ${id} \\(loses-both\\) to site \\S+ is down$`),
      );
      for (const tunnel of [tunnelId('loses-both', 0), tunnelId('loses-both', 1)]) {
        expect(down.annotations['description']).toContain(`Status of ${tunnel}: ${DOWN}.`);
        expect(down.annotations['description']).toContain(
          `Diagnosis of ${tunnel}: Phase1NegotiationTimeout.`,
        );
      }
      expect(down.annotations['runbook_url']).toMatch(/\/docs\/runbooks\/\w+\.md$/);

      const lost = await notified('firing', 'AlicloudVpnRedundancyLost', 'loses-one');
      expect(lost.labels).toEqual(labelsOf('AlicloudVpnRedundancyLost', 'warning', 'loses-one'));
      expect(lost.annotations['description']).toContain(
        `Diagnosis of ${tunnelId('loses-one', 1)}: Phase1AlgorithmMismatch, local AES256, remote AES128.`,
      );

      const bgp = await notified('firing', 'AlicloudVpnConnectionBgpDown', 'loses-bgp');
      expect(bgp.labels).toEqual(labelsOf('AlicloudVpnConnectionBgpDown', 'critical', 'loses-bgp'));
      expect(bgp.annotations['summary']).toContain('is down while IPsec is up');
      await notified('firing', DOWN_ALERT, 'down-unseen');

      const silenced = await until(async () => {
        const labels = await cloud.alertmanager.inhibited();
        return labels.length === 1 && labels;
      });
      expect(silenced).toMatchObject([
        { alertname: 'AlicloudVpnTunnelDown', vpn_connection_id: connectionId('loses-one') },
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    'tells of an API that fails as of blindness, not as of connections down or up again',
    async () => {
      await cloud.simulator.fail(FAR, 'service_unavailable');
      // What recovers elsewhere is told meanwhile; it saves time here.
      await setTunnel(NEAR, 'loses-one', 1, UP);
      await setBoth(NEAR, 'loses-both', UP);
      await setBgp('success');

      const failing = await notified('firing', FAILING_ALERT, FAR);
      expect(failing.labels).toEqual({
        alertname: FAILING_ALERT,
        severity: 'critical',
        job: 'alicloud-vpn',
        account: ACCOUNT,
        region: FAR,
      });
      expect(failing.annotations['summary']).toBe(
        `VPN connections of ${ACCOUNT}/${FAR} cannot be read`,
      );
      expect(failing.annotations['description']).toContain('Most frequent reason: server_error.');

      const id = connectionId('down-unseen');
      // Its state series have gone with stale_after; the page stays.
      await until(
        async () =>
          (await cloud.prometheus.query(`alicloud_vpn_connection_up{vpn_connection_id="${id}"}`))
            .length === 0,
      );
      expect(await fires(DOWN_ALERT, id)).toBe(true);
      await cloud.simulator.heal();
      await notified('resolved', FAILING_ALERT, FAR);
      expect(await fires(DOWN_ALERT, id)).toBe(true);
      expect(heard('resolved')).not.toContain(`page ${DOWN_ALERT} down-unseen`);
    },
    TIMEOUT_MS,
  );

  it(
    'tells once of what is up again',
    async () => {
      await setBoth(FAR, 'down-unseen', UP);
      const all = [
        'page AlicloudVpnConnectionBgpDown loses-bgp',
        'page AlicloudVpnConnectionDown down-unseen',
        'page AlicloudVpnConnectionDown loses-both',
        `page AlicloudVpnTargetFailing ${FAR}`,
        'ticket AlicloudVpnRedundancyLost loses-one',
      ];
      await until(() => all.every((each) => heard('resolved').includes(each)));
      expect(heard('firing')).toEqual(all);
      expect(heard('resolved')).toEqual(all);
    },
    TIMEOUT_MS,
  );
});
