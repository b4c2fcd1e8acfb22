/** Every alert says what its row says, and nothing looks as if a fact were missing when it is. */

import { beforeAll, describe, expect, it } from '@jest/globals';
import { findTool } from '../support/tools.ts';
import { alertNames, enriched, render, scenesOf, type Rendered } from './rendered.ts';
import { textFaults } from './text-faults.ts';
import { FACTS, TEXTS, type Row } from './texts.ts';

const PREFIX = 'AlicloudVpn';
const promtool = findTool('promtool');
const scenes = scenesOf(alertNames());

/** What is wrong with where the links lead. */
function linkFaults(links: Row['links'], { labels, annotations }: Rendered): readonly string[] {
  if (links === 'none') return [];
  const { console_url: console, dashboard_url: dashboard = '', status_url: status } = annotations;
  const connection = `account=${labels['account']}&region=${labels['region']}&connection=${labels['vpn_connection_id']}`;
  const path = {
    connection: `/d/alicloud-vpn-connection?var-${connection.replaceAll('&', '&var-')}&`,
    region: `var-account=${labels['account']}&var-region=${labels['region']}&`,
    account: `var-account=${labels['account']}&`,
    scope: '?var-',
    exporter: `/d/alicloud-vpn-exporter?var-job=${labels['job']}&`,
  }[links];
  const rows = links === 'connection' ? '/?account=' : '/';
  const isOfCloud = !dashboard.includes('vpn-exporter');
  return [
    ...(dashboard.includes(path) ? [] : [`the dashboard is ${dashboard}`]),
    ...(/&from=(now-6h|-?\d+)&to=now$/.test(dashboard) ? [] : [`no time in ${dashboard}`]),
    ...(links === 'exporter' || status?.startsWith(rows) === true
      ? []
      : [`the rows are ${status}`]),
    ...((console !== undefined) === isOfCloud ? [] : [`the console is ${console}`]),
  ];
}

(promtool === undefined ? describe.skip : describe)('promtool renders', () => {
  let poor: readonly Rendered[] = [];
  let vague: readonly Rendered[] = [];
  let rich: readonly Rendered[] = [];

  beforeAll(async () => {
    [poor, vague, rich] = await Promise.all([
      render(promtool ?? '', scenes),
      render(
        promtool ?? '',
        scenes.map((scene) => enriched(scene, 'little')),
      ),
      render(
        promtool ?? '',
        scenes.map((scene) => enriched(scene)),
      ),
    ]);
  }, 600_000);

  it.each(scenes.map((scene) => [scene.alert, scene] as const))('%s', (alert, { job }) => {
    const row = TEXTS[alert.replace(PREFIX, '')];
    const isOwn = (each: Rendered): boolean => each.alert === alert && each.labels['job'] === job;
    expect(poor.filter(isOwn)).not.toEqual([]);
    expect(vague.filter(isOwn)).not.toEqual([]);
    for (const { annotations } of [...poor, ...vague].filter(({ alert: name }) => name === alert)) {
      expect(textFaults(annotations)).toEqual([]);
    }
    const whole = rich.find(isOwn);
    expect(whole).toBeDefined();
    expect(textFaults(whole!.annotations)).toEqual([]);
    expect(Object.keys(whole!.labels)).not.toContain('name');
    expect(linkFaults(row!.links, whole!)).toEqual([]);
    for (const text of ['summary', 'description'] as const) {
      for (const fact of row![text]) {
        expect(whole!.annotations[text]).toMatch(typeof fact === 'string' ? FACTS[fact] : fact);
      }
    }
  });
});
