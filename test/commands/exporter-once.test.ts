/** One poll of everything, and no loop. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Config } from '../../src/config/config.ts';
import { hangs, refuses } from '../support/fake-api.ts';
import {
  byRegion,
  discovering,
  finds,
  ids,
  MINUTE_MS,
  settings,
  shows,
  FakeCloud,
} from '../support/fake-cloud.ts';

let cloud: FakeCloud;

beforeEach(() => {
  cloud = new FakeCloud();
});

afterEach(() => cloud.stop());

describe('pollOnce', () => {
  const once = (of: Config, signal = new AbortController().signal) => {
    const exporter = cloud.create(of);
    return { exporter, done: exporter.pollOnce(signal) };
  };

  it.each<[string, () => void, Config, boolean]>([
    ['every target succeeds', () => undefined, settings(), true],
    ['one target fails', () => cloud.shown.set('eu-central-1', refuses()), settings(), false],
    [
      'the discovery succeeds, and every region it finds',
      () => {
        cloud.regions = finds('a', 'b');
      },
      discovering(),
      true,
    ],
    [
      'a region that was found fails',
      () => {
        cloud.regions = finds('a', 'b');
        cloud.shown.set('b', refuses());
      },
      discovering(),
      false,
    ],
    [
      'the discovery fails',
      () => {
        cloud.regions = refuses();
      },
      discovering(),
      false,
    ],
  ])('when %s', async (_name, prepare, of, expected) => {
    prepare();
    expect(await once(of).done).toBe(expected);
  });

  it('polls each target once, and leaves no loop', async () => {
    cloud.regions = finds('a', 'b');
    cloud.shown.set('a', shows('vco-1'));
    const { exporter, done } = once(discovering());
    await done;
    expect(await ids(exporter)).toEqual(['vco-1']);
    expect(cloud.clock.pending).toBe(0);
    await cloud.clock.advance(10 * MINUTE_MS);
    expect(await byRegion(exporter, 'exporter_polls_total')).toEqual(['all 1', 'a 1', 'b 1']);
  });

  it('ends at the deadline of a poll', async () => {
    cloud.shown.set('cn-hangzhou', hangs);
    const { done } = once(settings());
    await cloud.clock.advance(30_000);
    expect(await done).toBe(false);
  });

  it('is no success when it is cut short', async () => {
    cloud.shown.set('cn-hangzhou', hangs);
    const stop = new AbortController();
    const { done } = once(settings(), stop.signal);
    await cloud.clock.advance(1_000);
    stop.abort();
    expect(await done).toBe(false);
  });
});
