/** Collectors with intervals of their own, and regions that are too large for one interval. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Config } from '../../src/config/config.ts';
import { hangs, lists, refuses } from '../support/fake-api.ts';
import { connection, gateway } from '../support/samples.ts';
import {
  discovering,
  MINUTE_MS,
  samples,
  settings,
  shows,
  FakeCloud,
} from '../support/fake-cloud.ts';

const REGION = 'cn-hangzhou';

let cloud: FakeCloud;

beforeEach(() => {
  cloud = new FakeCloud();
  cloud.shown.set(REGION, shows('vco-1'));
  cloud.gateways = lists([gateway('vpn-1')]);
});

afterEach(() => cloud.stop());

/** Connections every minute, gateways every ten. */
function slowGateways(changes: Partial<Config> = {}): Config {
  const base = settings({ regions: [REGION] });
  const gateways = { enabled: true, intervalMs: 10 * MINUTE_MS };
  return { ...base, collectors: { ...base.collectors, gateways }, ...changes };
}

const count = (name: string): number =>
  cloud.apis.reduce((sum, { api }) => sum + api.count(name), 0);

describe('a collector with an interval of its own', () => {
  it('polls at that interval, and the others at theirs', async () => {
    await cloud.started(slowGateways());
    await cloud.clock.advance(20 * MINUTE_MS);
    expect([count('connections'), count('gateways')]).toEqual([21, 3]);
  });

  it('may poll more often than the others', async () => {
    const base = slowGateways();
    const connections = { enabled: true, intervalMs: 20_000, crypto: false };
    await cloud.started({ ...base, collectors: { ...base.collectors, connections } });
    await cloud.clock.advance(MINUTE_MS);
    expect([count('connections'), count('gateways')]).toEqual([4, 1]);
  });

  it('is not waited for, and does not wait', async () => {
    cloud.gateways = hangs;
    await cloud.started(slowGateways());
    await cloud.clock.advance(2 * MINUTE_MS);
    expect(count('connections')).toBe(3);
  });

  it('keeps what it shows for 2.5 times its interval', async () => {
    const exporter = await cloud.started(slowGateways());
    cloud.gateways = refuses();
    const shown = async (): Promise<number> => (await samples(exporter, 'gateway_info')).length;
    await cloud.clock.advance(25 * MINUTE_MS);
    expect(await shown()).toBe(1);
    await cloud.clock.advance(1);
    expect(await shown()).toBe(0);
    expect(await samples(exporter, 'connection_up')).toHaveLength(1);
  });

  it('is told with its times', async () => {
    const exporter = await cloud.started(slowGateways());
    const told = async (name: string) =>
      (await samples(exporter, name)).map(({ labels, value }) => [labels['collector'], value]);
    expect(await told('exporter_poll_interval_seconds')).toEqual([
      ['connections', 60],
      ['gateways', 600],
    ]);
    expect(await told('exporter_stale_after_seconds')).toEqual([
      ['connections', 300],
      ['gateways', 1_500],
    ]);
  });

  it('is part of being ready', async () => {
    cloud.gateways = hangs;
    const exporter = await cloud.started(slowGateways());
    expect(exporter.isReady).toBe(false);
    await cloud.clock.advance(30_000);
    expect(exporter.isReady).toBe(true);
  });

  it('is told for the discovery of regions, which is asked once an hour', async () => {
    const exporter = await cloud.started(discovering());
    const told = await samples(exporter, 'exporter_poll_interval_seconds');
    expect(told.find(({ labels }) => labels['collector'] === 'regions')?.value).toBe(3_600);
  });
});

describe('a region with more connections than one interval holds', () => {
  const many = (length: number) =>
    lists(
      [connection('vco-1')],
      // The API's own count is what tells.
      { reported: length },
    );

  const warnings = (): readonly unknown[] =>
    cloud.log.lines.filter(({ level }) => level === 'warn').map(({ fields }) => fields);

  it('is warned of once, and again when it was smaller meanwhile', async () => {
    // The most that one walk reads, whatever the number of calls.
    const held = 12_000;
    cloud.shown.set(REGION, many(held));
    await cloud.started(settings({ regions: [REGION] }));
    expect(warnings()).toEqual([]);
    cloud.shown.set(REGION, many(held + 1));
    await cloud.clock.advance(3 * MINUTE_MS);
    const warning = { account: 'prod', region: REGION, connections: held + 1, held };
    expect(warnings()).toEqual([warning]);
    cloud.shown.set(REGION, many(held));
    await cloud.clock.advance(MINUTE_MS);
    cloud.shown.set(REGION, many(held + 1));
    await cloud.clock.advance(MINUTE_MS);
    expect(warnings()).toEqual([warning, warning]);
  });
});
