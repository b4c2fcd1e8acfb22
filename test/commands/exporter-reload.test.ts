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
  Site,
} from '../support/site.ts';

let site: Site;

beforeEach(() => {
  site = new Site();
});

afterEach(() => site.stop());

describe('reconfigure', () => {
  it('leaves targets alone that are the same', async () => {
    site.shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await site.started(settings());
    await site.clock.advance(30_000);
    exporter.reconfigure(settings({ regions: ['cn-hangzhou', 'new'] }));
    await site.clock.advance(30_000);
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual(['cn-hangzhou 2', 'new 1']);
    expect(await byRegion(exporter, 'exporter_api_requests_total')).toEqual([
      'cn-hangzhou 2',
      'new 1',
    ]);
    expect(site.apis.map(({ region }) => region)).toEqual(['cn-hangzhou', 'eu-central-1', 'new']);
  });

  it('starts changed targets anew, with what is known of them', async () => {
    site.shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await site.started(settings());
    site.shown.set('cn-hangzhou', refuses());
    exporter.reconfigure(settings({ network: 'vpc' }));
    await site.clock.advance(0);
    expect(await ids(exporter)).toEqual(['vco-1']);
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual([
      'cn-hangzhou 2',
      'eu-central-1 2',
    ]);
    expect(site.apis).toHaveLength(4);
  });

  it('shows other tags, and looks for other connections, without a poll', async () => {
    site.shown.set('cn-hangzhou', lists([connection('vco-1', { tags: { env: 'prod' } })]));
    const exporter = await site.started(settings());
    const changed = settings(
      { expectedConnections: ['vco-1'] },
      { tagLabels: [{ key: 'env', label: 'tag_env' }] },
    );
    exporter.reconfigure(changed);
    const [info] = await samples(exporter, 'connection_info');
    expect(info?.labels).toMatchObject({ tag_env: 'prod' });
    expect(await samples(exporter, 'connection_expected')).toHaveLength(1);
    expect(site.apis).toHaveLength(2);
  });

  it('shortens how long state is shown at once', async () => {
    site.shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await site.started(settings());
    site.shown.set('cn-hangzhou', hangs);
    await site.clock.advance(2 * MINUTE_MS);
    const { poll } = settings();
    exporter.reconfigure(settings({}, { poll: { ...poll, staleAfterMs: MINUTE_MS } }));
    expect(await ids(exporter)).toEqual([]);
  });

  it('keeps everything when the clients of the new configuration cannot be made', async () => {
    site.shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await site.started(settings());
    site.isBroken = true;
    const changed = settings(
      { regions: ['new'] },
      { tagLabels: [{ key: 'env', label: 'tag_env' }] },
    );
    expect(() => {
      exporter.reconfigure(changed);
    }).toThrow('no SDK');
    await site.clock.advance(MINUTE_MS);
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual([
      'cn-hangzhou 2',
      'eu-central-1 2',
    ]);
    const [info] = await samples(exporter, 'connection_info');
    expect(info?.labels).not.toHaveProperty('tag_env');
  });

  it('moves from named regions to all of them and back', async () => {
    site.regions = finds('cn-hangzhou');
    site.shown.set('cn-hangzhou', shows('vco-1'));
    const exporter = await site.started(settings());
    exporter.reconfigure(discovering());
    await site.clock.advance(0);
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'cn-hangzhou 1']);
    exporter.reconfigure(settings());
    await site.clock.advance(0);
    expect(await byRegion(exporter, 'target_up')).toEqual(['cn-hangzhou 1', 'eu-central-1 1']);
  });
});
