/** When an exporter renders ahead of scrapes: a rendering looks at all targets, so not after every poll. */

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PageRenderer } from '../../src/exposition/page.ts';
import { ids, MINUTE_MS, settings, shows, Site } from '../support/site.ts';

const REGIONS = Array.from({ length: 30 }, (_, index) => `region-${index}`);

let site: Site;
let warm: jest.SpiedFunction<PageRenderer['warm']>;

beforeEach(() => {
  site = new Site();
  warm = jest.spyOn(PageRenderer.prototype, 'warm');
});

afterEach(async () => {
  warm.mockRestore();
  await site.stop();
});

describe('rendering ahead of scrapes', () => {
  it('happens once for all polls of a second', async () => {
    await site.started(settings({ regions: REGIONS }));
    expect(warm).toHaveBeenCalledTimes(0);
    await site.clock.advance(1_000);
    expect(warm).toHaveBeenCalledTimes(1);
    await site.clock.advance(MINUTE_MS);
    expect(warm).toHaveBeenCalledTimes(2);
  });

  it('is not waited for by a scrape', async () => {
    site.shown.set('region-7', shows('vco-1'));
    const exporter = await site.started(settings({ regions: REGIONS }));
    expect(await ids(exporter)).toEqual(['vco-1']);
    expect(warm).toHaveBeenCalledTimes(0);
  });

  it('does not outlive a stop', async () => {
    const exporter = await site.started(settings({ regions: REGIONS }));
    await exporter.stop();
    expect(site.clock.pending).toBe(0);
    await site.clock.advance(MINUTE_MS);
    expect(warm).toHaveBeenCalledTimes(0);
  });
});
