/** What a process tells of its part of the targets. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  byRegion,
  discovering,
  finds,
  samples,
  settings,
  FakeCloud,
} from '../support/fake-cloud.ts';
import { hangs } from '../support/fake-api.ts';

const INFO = 'exporter_shard_info';
const TARGETS = 'exporter_target_info';

describe('a process', () => {
  let cloud: FakeCloud;

  beforeEach(() => {
    cloud = new FakeCloud();
  });

  afterEach(() => cloud.stop());

  it('is shard 0 of 1 unless it is told otherwise', async () => {
    const exporter = await cloud.started(settings());
    expect(await samples(exporter, INFO)).toMatchObject([{ labels: { shard: '0' }, value: 1 }]);
  });

  it('names its targets before the first poll of them has ended', async () => {
    cloud.shard = { index: 1, total: 3 };
    cloud.isOwn = ({ region }) => region === 'eu-central-1';
    cloud.shown.set('eu-central-1', hangs);
    const exporter = await cloud.started(settings());
    const shard = { shard: '1' };
    expect(await samples(exporter, INFO)).toMatchObject([{ labels: shard, value: 1 }]);
    expect(await samples(exporter, 'exporter_shards')).toMatchObject([{ labels: {}, value: 3 }]);
    expect(await samples(exporter, TARGETS)).toMatchObject([
      { labels: { account: 'prod', region: 'eu-central-1', ...shard }, value: 1 },
    ]);
  });

  it('names its targets while it is starting', async () => {
    const exporter = cloud.create(settings());
    expect(exporter.isReady).toBe(false);
    expect(await byRegion(exporter, TARGETS)).toEqual(['cn-hangzhou 1', 'eu-central-1 1']);
  });

  it('says which shard it is even when it has no targets', async () => {
    cloud.isOwn = () => false;
    const exporter = await cloud.started(settings());
    expect(await samples(exporter, INFO)).toHaveLength(1);
    expect(await samples(exporter, TARGETS)).toEqual([]);
  });

  it('names the regions that are found, but not their discovery, which every shard does', async () => {
    cloud.regions = finds('a', 'b');
    const exporter = await cloud.started(discovering());
    expect(await byRegion(exporter, TARGETS)).toEqual(['a 1', 'b 1']);
  });

  it('forgets the targets that leave the configuration', async () => {
    const exporter = await cloud.started(settings());
    exporter.reconfigure(settings({ regions: ['eu-central-1'] }));
    expect(await byRegion(exporter, TARGETS)).toEqual(['eu-central-1 1']);
  });
});
