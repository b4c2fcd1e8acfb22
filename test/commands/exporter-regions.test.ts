/** An account with all regions there are: how they are found, join and leave. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { hangs, refuses } from '../support/fake-api.ts';
import { overviewOf } from '../../src/views/overview.ts';
import { account } from '../support/samples.ts';
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

const HOUR_MS = 60 * MINUTE_MS;

let cloud: FakeCloud;

beforeEach(() => {
  cloud = new FakeCloud();
});

afterEach(() => cloud.stop());

describe('regions: all', () => {
  it('polls the regions that are found, and says how the discovery went', async () => {
    cloud.regions = finds('a', 'b');
    cloud.shown.set('b', shows('vco-1'));
    const exporter = await cloud.started(discovering());
    expect(await ids(exporter)).toEqual(['vco-1']);
    const up = await samples(exporter, 'target_up');
    expect(up.map(({ labels, value }) => [labels['region'], labels['collector'], value])).toEqual([
      ['all', 'regions', 1],
      ['a', 'connections', 1],
      ['b', 'connections', 1],
    ]);
  });

  it('asks the central endpoint for them, and each region at its own', async () => {
    cloud.regions = finds('a', 'b');
    await cloud.started(discovering());
    expect(cloud.apis.map(({ region }) => region)).toEqual(['cn-hangzhou', 'a', 'b']);
  });

  it('looks once an hour', async () => {
    cloud.regions = finds('a');
    await cloud.started(discovering());
    await cloud.clock.advance(HOUR_MS - 1);
    expect(cloud.discoveries).toBe(1);
    await cloud.clock.advance(1);
    expect(cloud.discoveries).toBe(2);
    await cloud.clock.advance(HOUR_MS);
    expect(cloud.discoveries).toBe(3);
  });

  it('looks again at each interval until it succeeds', async () => {
    cloud.regions = refuses();
    const exporter = await cloud.started(discovering());
    await cloud.clock.advance(2 * MINUTE_MS);
    expect(cloud.discoveries).toBe(3);
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 0']);
    cloud.regions = finds('a');
    await cloud.clock.advance(MINUTE_MS);
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'a 1']);
    await cloud.clock.advance(10 * MINUTE_MS);
    expect(cloud.discoveries).toBe(4);
  });

  it('keeps the regions it has when a later look fails, and looks again at each interval', async () => {
    cloud.regions = finds('a');
    cloud.shown.set('a', shows('vco-1'));
    const exporter = await cloud.started(discovering());
    cloud.regions = refuses();
    await cloud.clock.advance(HOUR_MS + 2 * MINUTE_MS);
    expect(cloud.discoveries).toBe(4);
    expect(await ids(exporter)).toEqual(['vco-1']);
  });

  it('takes new regions in, drops vanished ones, and does not disturb the others', async () => {
    cloud.regions = finds('a', 'b');
    cloud.shown.set('a', shows('vco-a')).set('b', shows('vco-b')).set('c', shows('vco-c'));
    const exporter = await cloud.started(discovering());
    cloud.regions = finds('b', 'c');
    await cloud.clock.advance(HOUR_MS);
    expect(await ids(exporter)).toEqual(['vco-b', 'vco-c']);
    const polls = await byRegion(exporter, 'exporter_polls_total');
    expect(polls).toEqual(['all 2', `b ${HOUR_MS / MINUTE_MS + 1}`, 'c 1']);
    expect(cloud.apis.filter(({ region }) => region === 'b')).toHaveLength(1);
  });

  it('leaves excluded regions alone', async () => {
    cloud.regions = finds('a', 'b');
    const exporter = await cloud.started(discovering({ excludeRegions: ['b'] }));
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'a 1']);
    exporter.reconfigure(discovering({ excludeRegions: ['a'] }));
    await cloud.clock.advance(0);
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'b 1']);
    expect(cloud.discoveries).toBe(1);
  });

  it('tells of a region that refuses the account by target_up and by nothing else', async () => {
    cloud.regions = finds('a', 'b');
    cloud.shown
      .set('a', shows('vco-1'))
      .set('b', refuses({ reason: 'forbidden', transient: false }));
    const exporter = await cloud.started(discovering({ expectedConnections: ['vco-1', 'vco-2'] }));
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'a 1', 'b 0']);
    expect(await ids(exporter)).toEqual(['vco-1']);
    const expected = await samples(exporter, 'connection_expected');
    expect(expected.map(({ value }) => value)).toEqual([1, 0]);
    expect(exporter.isReady).toBe(true);
  });

  it('of one account does not wait for that of another', async () => {
    cloud.regions = hangs;
    const of = settings();
    const accounts = [...of.accounts, account({ name: 'lab', regions: 'all' })];
    cloud.shown.set('cn-hangzhou', shows('vco-1'));
    expect(await ids(await cloud.started({ ...of, accounts }))).toEqual(['vco-1']);
  });

  it('polls only its own shard of what is found', async () => {
    cloud.isOwn = ({ region }) => region === 'b';
    cloud.regions = finds('a', 'b');
    const exporter = await cloud.started(discovering());
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'b 1']);
  });

  describe('with some that are not open to the account', () => {
    const closed = refuses({ reason: 'invalid_request', code: 'UnauthorizedRegion' });
    const regionLines = () =>
      cloud.log.lines.filter(({ message }) => message.includes('not open to the account'));

    it('leaves them out, says so in one line, and tries them again with each look-up', async () => {
      cloud.regions = finds('a', 'b', 'c');
      cloud.shown.set('a', closed);
      cloud.shown.set('c', closed);
      const exporter = await cloud.started(discovering());
      await cloud.clock.advance(HOUR_MS - 1);
      expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'b 1']);
      const notices = regionLines().filter(({ level }) => level !== 'debug');
      expect(notices.map(({ fields }) => fields['regions'])).toEqual(['a, c']);
      expect(cloud.log.lines.filter(({ message }) => message === 'poll failed')).toEqual([]);
      const asked = () => cloud.apis.filter(({ region }) => region === 'a').length;
      expect(asked()).toBe(1);
      await cloud.clock.advance(1);
      expect(asked()).toBe(2);
      expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'b 1']);
      expect(regionLines().filter(({ level }) => level !== 'debug')).toHaveLength(1);
    });

    it('polls one that is opened, and says that it is', async () => {
      cloud.regions = finds('a', 'b');
      cloud.shown.set('a', closed);
      const exporter = await cloud.started(discovering());
      cloud.shown.set('a', shows('vco-1'));
      await cloud.clock.advance(HOUR_MS);
      expect(await ids(exporter)).toEqual(['vco-1']);
      expect(cloud.log.lines.map(({ message }) => message)).toContain(
        'all regions are open to the account',
      );
    });

    it('is ready, and names them in one place of the status page', async () => {
      cloud.regions = finds('a', 'b', 'c');
      cloud.shown.set('a', closed);
      cloud.shown.set('c', closed);
      const exporter = await cloud.started(discovering());
      expect(exporter.isReady).toBe(true);
      const context = { nowMs: 0, monotonicMs: 0, staleAfterMs: () => Infinity };
      expect(overviewOf(exporter.targets, context).targets.flatMap(({ notes }) => notes)).toEqual([
        'not open to the account, and left out: a, c',
      ]);
    });

    it('goes on with a region that was open before as with any failure', async () => {
      cloud.regions = finds('a');
      cloud.shown.set('a', shows('vco-1'));
      const exporter = await cloud.started(discovering());
      cloud.shown.set('a', closed);
      await cloud.clock.advance(MINUTE_MS);
      expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'a 0']);
    });

    it('succeeds with --once', async () => {
      cloud.regions = finds('a', 'b');
      cloud.shown.set('a', closed);
      const exporter = cloud.create(discovering());
      expect(await exporter.pollOnce(new AbortController().signal)).toBe(true);
      expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'b 1']);
      expect(await byRegion(exporter, 'exporter_target_info')).toEqual(['b 1']);
    });

    it('fails for a region that the configuration names', async () => {
      cloud.shown.set('cn-hangzhou', closed);
      const exporter = await cloud.started(settings());
      expect(await byRegion(exporter, 'target_up')).toEqual(['cn-hangzhou 0', 'eu-central-1 1']);
    });
  });
});
