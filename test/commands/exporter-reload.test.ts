/** Another configuration disturbs only what it changes. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
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

let cloud: FakeCloud;

beforeEach(() => {
  cloud = new FakeCloud();
});

afterEach(() => cloud.stop());

describe('reconfigure', () => {
  it('leaves targets alone that are the same', async () => {
    cloud.shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await cloud.started(settings());
    await cloud.clock.advance(30_000);
    exporter.reconfigure(settings({ regions: ['cn-hangzhou', 'new'] }));
    await cloud.clock.advance(30_000);
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual(['cn-hangzhou 2', 'new 1']);
    expect(await byRegion(exporter, 'exporter_api_requests_total')).toEqual([
      'cn-hangzhou 2',
      'new 1',
    ]);
    expect(cloud.apis.map(({ region }) => region)).toEqual(['cn-hangzhou', 'eu-central-1', 'new']);
  });

  it('starts changed targets anew, with what is known of them', async () => {
    cloud.shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await cloud.started(settings());
    cloud.shown.set('cn-hangzhou', refuses());
    exporter.reconfigure(settings({ network: 'vpc' }));
    await cloud.clock.advance(0);
    expect(await ids(exporter)).toEqual(['vco-1']);
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual([
      'cn-hangzhou 2',
      'eu-central-1 2',
    ]);
    expect(cloud.apis).toHaveLength(4);
  });

  it('shows other tags, and looks for other connections, without a poll', async () => {
    cloud.shown.set('cn-hangzhou', lists([connection('vco-1', { tags: { env: 'prod' } })]));
    const exporter = await cloud.started(settings());
    const changed = settings(
      { expectedConnections: ['vco-1'] },
      { tagLabels: [{ key: 'env', label: 'tag_env' }] },
    );
    exporter.reconfigure(changed);
    const [info] = await samples(exporter, 'connection_info');
    expect(info?.labels).toMatchObject({ tag_env: 'prod' });
    expect(await samples(exporter, 'connection_expected')).toHaveLength(1);
    expect(cloud.apis).toHaveLength(2);
  });

  it('shortens how long state is shown at once', async () => {
    cloud.shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await cloud.started(settings());
    cloud.shown.set('cn-hangzhou', hangs);
    await cloud.clock.advance(2 * MINUTE_MS);
    const { poll } = settings();
    exporter.reconfigure(settings({}, { poll: { ...poll, staleAfterMs: MINUTE_MS } }));
    expect(await ids(exporter)).toEqual([]);
  });

  it('keeps everything when the clients of the new configuration cannot be made', async () => {
    cloud.shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await cloud.started(settings());
    cloud.isBroken = true;
    const changed = settings(
      { regions: ['new'] },
      { tagLabels: [{ key: 'env', label: 'tag_env' }] },
    );
    expect(() => {
      exporter.reconfigure(changed);
    }).toThrow('no SDK');
    await cloud.clock.advance(MINUTE_MS);
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual([
      'cn-hangzhou 2',
      'eu-central-1 2',
    ]);
    const [info] = await samples(exporter, 'connection_info');
    expect(info?.labels).not.toHaveProperty('tag_env');
  });

  it('moves from named regions to all of them and back', async () => {
    cloud.regions = finds('cn-hangzhou');
    cloud.shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await cloud.started(settings());
    exporter.reconfigure(discovering());
    await cloud.clock.advance(0);
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'cn-hangzhou 1']);
    exporter.reconfigure(settings());
    await cloud.clock.advance(0);
    expect(await byRegion(exporter, 'target_up')).toEqual(['cn-hangzhou 1', 'eu-central-1 1']);
  });
});
