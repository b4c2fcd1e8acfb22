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
  Site,
} from '../support/site.ts';

const HOUR_MS = 60 * MINUTE_MS;

let site: Site;

beforeEach(() => {
  site = new Site();
});

afterEach(() => site.stop());

describe('regions: all', () => {
  it('polls the regions that are found, and says how the discovery went', async () => {
    site.regions = finds('a', 'b');
    site.shown.set('b', shows('vco-1'));
    const exporter = await site.started(discovering());
    expect(await ids(exporter)).toEqual(['vco-1']);
    const up = await samples(exporter, 'target_up');
    expect(up.map(({ labels, value }) => [labels['region'], labels['collector'], value])).toEqual([
      ['all', 'regions', 1],
      ['a', 'connections', 1],
      ['b', 'connections', 1],
    ]);
  });

  it('asks the central endpoint for them, and each region at its own', async () => {
    site.regions = finds('a', 'b');
    await site.started(discovering());
    expect(site.apis.map(({ region }) => region)).toEqual(['cn-hangzhou', 'a', 'b']);
  });

  it('looks once an hour', async () => {
    site.regions = finds('a');
    await site.started(discovering());
    await site.clock.advance(HOUR_MS - 1);
    expect(site.discoveries).toBe(1);
    await site.clock.advance(1);
    expect(site.discoveries).toBe(2);
    await site.clock.advance(HOUR_MS);
    expect(site.discoveries).toBe(3);
  });

  it('looks again at each interval until it succeeds', async () => {
    site.regions = refuses();
    const exporter = await site.started(discovering());
    await site.clock.advance(2 * MINUTE_MS);
    expect(site.discoveries).toBe(3);
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 0']);
    site.regions = finds('a');
    await site.clock.advance(MINUTE_MS);
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'a 1']);
    await site.clock.advance(10 * MINUTE_MS);
    expect(site.discoveries).toBe(4);
  });

  it('keeps the regions it has when a later look fails, and looks again at each interval', async () => {
    site.regions = finds('a');
    site.shown.set('a', shows('vco-1'));
    const exporter = await site.started(discovering());
    site.regions = refuses();
    await site.clock.advance(HOUR_MS + 2 * MINUTE_MS);
    expect(site.discoveries).toBe(4);
    expect(await ids(exporter)).toEqual(['vco-1']);
  });

  it('takes new regions in, drops vanished ones, and does not disturb the others', async () => {
    site.regions = finds('a', 'b');
    site.shown.set('a', shows('vco-a')).set('b', shows('vco-b')).set('c', shows('vco-c'));
    const exporter = await site.started(discovering());
    site.regions = finds('b', 'c');
    await site.clock.advance(HOUR_MS);
    expect(await ids(exporter)).toEqual(['vco-b', 'vco-c']);
    const polls = await byRegion(exporter, 'exporter_polls_total');
    expect(polls).toEqual(['all 2', `b ${HOUR_MS / MINUTE_MS + 1}`, 'c 1']);
    expect(site.apis.filter(({ region }) => region === 'b')).toHaveLength(1);
  });

  it('leaves excluded regions alone', async () => {
    site.regions = finds('a', 'b');
    const exporter = await site.started(discovering({ excludeRegions: ['b'] }));
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'a 1']);
    exporter.reconfigure(discovering({ excludeRegions: ['a'] }));
    await site.clock.advance(0);
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'b 1']);
    expect(site.discoveries).toBe(1);
  });

  it('tells of a region that refuses the account by target_up and by nothing else', async () => {
    site.regions = finds('a', 'b');
    site.shown
      .set('a', shows('vco-1'))
      .set('b', refuses({ reason: 'forbidden', transient: false }));
    const exporter = await site.started(discovering({ expectedConnections: ['vco-1', 'vco-2'] }));
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'a 1', 'b 0']);
    expect(await ids(exporter)).toEqual(['vco-1']);
    const expected = await samples(exporter, 'connection_expected');
    expect(expected.map(({ value }) => value)).toEqual([1, 0]);
    expect(exporter.isReady).toBe(true);
  });

  it('of one account does not wait for that of another', async () => {
    site.regions = hangs;
    const of = settings();
    const accounts = [...of.accounts, account({ name: 'lab', regions: 'all' })];
    site.shown.set('cn-hangzhou', shows('vco-1'));
    expect(await ids(await site.started({ ...of, accounts }))).toEqual(['vco-1']);
  });

  it('polls only its own shard of what is found', async () => {
    site.isOwn = ({ region }) => region === 'b';
    site.regions = finds('a', 'b');
    const exporter = await site.started(discovering());
    expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'b 1']);
  });

  describe('with some that are not open to the account', () => {
    const closed = refuses({ reason: 'invalid_request', code: 'UnauthorizedRegion' });
    const regionLines = () =>
      site.log.lines.filter(({ message }) => message.includes('not open to the account'));

    it('leaves them out, says so in one line, and tries them again with each look-up', async () => {
      site.regions = finds('a', 'b', 'c');
      site.shown.set('a', closed);
      site.shown.set('c', closed);
      const exporter = await site.started(discovering());
      await site.clock.advance(HOUR_MS - 1);
      expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'b 1']);
      const notices = regionLines().filter(({ level }) => level !== 'debug');
      expect(notices.map(({ fields }) => fields['regions'])).toEqual(['a, c']);
      expect(site.log.lines.filter(({ message }) => message === 'poll failed')).toEqual([]);
      const asked = () => site.apis.filter(({ region }) => region === 'a').length;
      expect(asked()).toBe(1);
      await site.clock.advance(1);
      expect(asked()).toBe(2);
      expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'b 1']);
      expect(regionLines().filter(({ level }) => level !== 'debug')).toHaveLength(1);
    });

    it('polls one that is opened, and says that it is', async () => {
      site.regions = finds('a', 'b');
      site.shown.set('a', closed);
      const exporter = await site.started(discovering());
      site.shown.set('a', shows('vco-1'));
      await site.clock.advance(HOUR_MS);
      expect(await ids(exporter)).toEqual(['vco-1']);
      expect(site.log.lines.map(({ message }) => message)).toContain(
        'all regions are open to the account',
      );
    });

    it('is ready, and names them in one place of the status page', async () => {
      site.regions = finds('a', 'b', 'c');
      site.shown.set('a', closed);
      site.shown.set('c', closed);
      const exporter = await site.started(discovering());
      expect(exporter.isReady).toBe(true);
      const context = { nowMs: 0, monotonicMs: 0, staleAfterMs: () => Infinity };
      expect(overviewOf(exporter.targets, context).targets.flatMap(({ notes }) => notes)).toEqual([
        'not open to the account, and left out: a, c',
      ]);
    });

    it('goes on with a region that was open before as with any failure', async () => {
      site.regions = finds('a');
      site.shown.set('a', shows('vco-1'));
      const exporter = await site.started(discovering());
      site.shown.set('a', closed);
      await site.clock.advance(MINUTE_MS);
      expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'a 0']);
    });

    it('succeeds with --once', async () => {
      site.regions = finds('a', 'b');
      site.shown.set('a', closed);
      const exporter = site.create(discovering());
      expect(await exporter.pollOnce(new AbortController().signal)).toBe(true);
      expect(await byRegion(exporter, 'target_up')).toEqual(['all 1', 'b 1']);
    });

    it('fails for a region that the configuration names', async () => {
      site.shown.set('cn-hangzhou', closed);
      const exporter = await site.started(settings());
      expect(await byRegion(exporter, 'target_up')).toEqual(['cn-hangzhou 0', 'eu-central-1 1']);
    });
  });
});
