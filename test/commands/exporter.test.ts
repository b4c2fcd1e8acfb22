/** The exporter as a whole over a cloud that answers as told: from configuration to page. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Exporter } from '../../src/commands/exporter.ts';
import { parseExposition } from '../support/exposition.ts';
import { hangs, lists, refuses } from '../support/fake-api.ts';
import { connection } from '../support/samples.ts';
import {
  byRegion,
  discovering,
  finds,
  ids,
  MINUTE_MS,
  samples,
  settings,
  shows,
  FakeCloud,
} from '../support/fake-cloud.ts';
import { pageOf } from '../support/exporter.ts';

let cloud: FakeCloud;

beforeEach(() => {
  cloud = new FakeCloud();
});

afterEach(() => cloud.stop());

describe('a running exporter', () => {
  it('shows what the regions show, in both formats', async () => {
    cloud.shown.set('cn-hangzhou', shows('vco-1')).set('eu-central-1', shows('vco-2'));
    const exporter = await cloud.started(settings());
    expect(await ids(exporter)).toEqual(['vco-1', 'vco-2']);
    const page = parseExposition(await pageOf(exporter, 'openmetrics'), 'openmetrics');
    expect(page.get('alicloud_vpn_connection_up')?.samples).toHaveLength(2);
  });

  it('counts its calls for the target, and times them by action', async () => {
    const exporter = await cloud.started(settings());
    await cloud.clock.advance(MINUTE_MS);
    expect(await byRegion(exporter, 'exporter_api_requests_total')).toEqual([
      'cn-hangzhou 2',
      'eu-central-1 2',
    ]);
    const durations = await samples(exporter, 'exporter_api_request_duration_seconds');
    expect(durations.find(({ name }) => name.endsWith('_count'))).toMatchObject({
      labels: { action: 'DescribeVpnConnections' },
      value: 4,
    });
  });

  it('counts unknown values', async () => {
    cloud.shown.set('cn-hangzhou', lists([connection('vco-1')], { unknownFields: ['State'] }));
    const exporter = await cloud.started(settings());
    await cloud.clock.advance(MINUTE_MS);
    const counts = await samples(exporter, 'exporter_unknown_values_total');
    expect(counts.map(({ labels, value }) => [labels, value])).toEqual([[{ field: 'State' }, 2]]);
  });

  it('answers a scrape while every call hangs', async () => {
    cloud.shown.set('cn-hangzhou', hangs).set('eu-central-1', hangs);
    const exporter = await cloud.started(settings());
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual([
      'cn-hangzhou 0',
      'eu-central-1 0',
    ]);
  });

  it('drops what is older than stale_after, and nothing of another region', async () => {
    cloud.shown.set('cn-hangzhou', shows('vco-1')).set('eu-central-1', shows('vco-2'));
    const exporter = await cloud.started(settings());
    cloud.shown.set('cn-hangzhou', refuses());
    await cloud.clock.advance(5 * MINUTE_MS);
    expect(await ids(exporter)).toEqual(['vco-1', 'vco-2']);
    await cloud.clock.advance(1);
    expect(await ids(exporter)).toEqual(['vco-2']);
    expect(await byRegion(exporter, 'target_up')).toEqual(['cn-hangzhou 0', 'eu-central-1 1']);
  });

  it('stops: no more polls, the last page stays', async () => {
    cloud.shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await cloud.started(settings());
    await exporter.stop();
    await cloud.clock.advance(2 * MINUTE_MS);
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual([
      'cn-hangzhou 1',
      'eu-central-1 1',
    ]);
    expect(cloud.clock.pending).toBe(0);
  });

  it('polls nothing but its own shard', async () => {
    cloud.isOwn = ({ region }) => region === 'eu-central-1';
    cloud.shown.set('cn-hangzhou', shows('vco-1')).set('eu-central-1', shows('vco-2'));
    const exporter = await cloud.started(settings());
    expect(await ids(exporter)).toEqual(['vco-2']);
    expect(cloud.apis.map(({ region }) => region)).toEqual(['eu-central-1']);
  });
});

describe('isReady', () => {
  it('is false before the start, and until every target was polled', async () => {
    cloud.shown.set('eu-central-1', hangs);
    const exporter = cloud.create(settings());
    expect(exporter.isReady).toBe(false);
    exporter.start();
    expect(exporter.isReady).toBe(false);
    await cloud.clock.advance(29_999);
    expect(exporter.isReady).toBe(false);
    expect(exporter.waitingFor).toEqual([
      expect.stringMatching(/^\w+\/eu-central-1 \(connections/),
    ]);
    await cloud.clock.advance(1);
    expect(exporter.isReady).toBe(true);
    expect(exporter.waitingFor).toBeUndefined();
    expect(
      cloud.log.lines.filter(({ message }) => message === 'every target was polled once'),
    ).toHaveLength(1);
  });

  it('waits for the regions that are found', async () => {
    cloud.regions = finds('a');
    cloud.shown.set('a', hangs);
    const exporter = await cloud.started(discovering());
    expect(exporter.isReady).toBe(false);
    await cloud.clock.advance(30_000);
    expect(exporter.isReady).toBe(true);
  });

  it('does not wait for regions that cannot be found', async () => {
    cloud.regions = refuses();
    expect((await cloud.started(discovering())).isReady).toBe(true);
  });

  it('stays true when targets join', async () => {
    const exporter = await cloud.started(settings());
    expect(exporter.isReady).toBe(true);
    cloud.shown.set('new', hangs);
    exporter.reconfigure(settings({ regions: ['cn-hangzhou', 'new'] }));
    expect(exporter.isReady).toBe(true);
  });

  it('is true at once in a shard without targets', async () => {
    cloud.isOwn = () => false;
    expect((await cloud.started(settings())).isReady).toBe(true);
  });
});

describe('expected connections', () => {
  const of = settings({ expectedConnections: ['vco-1'] });
  const expected = async (exporter: Exporter): Promise<readonly number[]> =>
    (await samples(exporter, 'connection_expected')).map(({ value }) => value);

  it('are found, missing, or not to be told, as time goes by', async () => {
    cloud.shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = cloud.create(of);
    expect(await expected(exporter)).toEqual([]);
    exporter.start();
    await cloud.clock.advance(0);
    expect(await expected(exporter)).toEqual([1]);
    cloud.shown.set('cn-hangzhou', shows());
    await cloud.clock.advance(MINUTE_MS);
    expect(await expected(exporter)).toEqual([0]);
    cloud.shown.set('eu-central-1', refuses());
    await cloud.clock.advance(6 * MINUTE_MS);
    expect(await expected(exporter)).toEqual([0]);
    cloud.shown.set('eu-central-1', shows('vco-1'));
    await cloud.clock.advance(MINUTE_MS);
    expect(await expected(exporter)).toEqual([1]);
  });
});
