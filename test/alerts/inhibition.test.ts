/** One cause pages once: what silences what, as a real Alertmanager does it with the example configuration. */

import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ALERTMANAGER_FILE, readInhibitions, silencers } from '../../scripts/alerts-inhibition.ts';
import { readGroups, SEVERITIES } from '../../scripts/alerts-rules.ts';
import { startAlertmanager, type Alertmanager, type Labels } from '../e2e/support/alertmanager.ts';
import { Cleanup } from '../e2e/support/cleanup.ts';
import { describeReleases } from '../e2e/support/releases.ts';
import { SCENES, type Scene } from './scenes.ts';

const rules = readGroups().flatMap((group) => group.rules);
const names = rules.map(({ alert }) => alert);
const inhibitions = readInhibitions(names);

/** Labels of an alert of a scene; the account keeps scenes apart. */
function labelsOf(scene: string, [alert, labels = {}]: Scene['firing'][number]): Labels {
  const alertname = `AlicloudVpn${alert}`;
  const severity = rules.find((rule) => rule.alert === alertname)?.labels['severity'] ?? '';
  const common = { account: scene, region: 'a', vpn_connection_id: 'vco-1', job: scene };
  return { ...common, alertname, severity, ...labels };
}

it('no alert silences one of a higher severity', () => {
  const rank = (name: string): number => {
    const severity = rules.find(({ alert }) => alert === name)?.labels['severity'];
    return SEVERITIES.findIndex((each) => each === severity);
  };
  const wrong = names.flatMap((name) =>
    silencers(inhibitions, name).filter((silencer) => rank(silencer) < rank(name)),
  );
  expect(wrong).toEqual([]);
});

it('every inhibition rule is about alerts that exist, and none about itself', () => {
  for (const { sources, targets } of inhibitions) {
    expect(sources).not.toEqual([]);
    expect(targets).not.toEqual([]);
    expect(sources.filter((source) => targets.includes(source))).toEqual([]);
  }
});

it('every inhibition rule compares cluster and job', () => {
  for (const { equal } of inhibitions)
    expect(equal).toEqual(expect.arrayContaining(['cluster', 'job']));
});

it('scenes are about alerts that exist', () => {
  const known = SCENES.flatMap(({ firing }) => firing.map(([alert]) => `AlicloudVpn${alert}`));
  expect(known.filter((name) => !names.includes(name))).toEqual([]);
});

it('every inhibition rule has a scene', () => {
  const shown = SCENES.map(({ firing }) => firing.map(([alert]) => `AlicloudVpn${alert}`));
  const missing = inhibitions.filter(
    ({ sources, targets }) =>
      !shown.some(
        (scene) =>
          sources.some((source) => scene.includes(source)) &&
          targets.some((target) => scene.includes(target)),
      ),
  );
  expect(missing).toEqual([]);
});

const config = readFileSync(ALERTMANAGER_FILE, 'utf8');

describeReleases((release) => {
  const cleanup = new Cleanup();
  let alertmanager: Alertmanager;

  beforeAll(async () => {
    alertmanager = await startAlertmanager(release.alertmanager, config, cleanup);
  });

  afterAll(() => cleanup.run());

  /** Posts alerts, and a pair at the end: when its second is silenced, all before it have been looked at. */
  async function settle(scene: string, alerts: readonly Labels[]): Promise<readonly Labels[]> {
    const sign = `after ${scene}`;
    await alertmanager.post(alerts);
    await alertmanager.post([labelsOf(sign, ['RedundancyLost']), labelsOf(sign, ['TunnelDown'])]);
    for (;;) {
      const inhibited = await alertmanager.inhibited();
      if (inhibited.some(({ account }) => account === sign)) return inhibited;
      await delay(10);
    }
  }

  it.each(SCENES)('$scene', async ({ scene, firing, silent }) => {
    const alerts = firing.map((alert) => labelsOf(scene, alert));
    const inhibited = await settle(scene, alerts);
    const own = inhibited.filter(({ account }) => account === scene);
    const actual = own.map(({ alertname = '' }) => alertname.replace('AlicloudVpn', ''));
    expect(actual.sort()).toEqual([...silent].sort());
  });
});
