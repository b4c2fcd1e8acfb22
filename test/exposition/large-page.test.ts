/** Large pages are made bit by bit: requests are answered meanwhile, and none sees a page that is half new. */

import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { PageRenderer } from '../../src/exposition/page.ts';
import { createSections } from '../../src/exposition/sections.ts';
import { succeed } from '../../src/polling/state.ts';
import { finish } from '../../src/model/steps.ts';
import { Store } from '../../src/polling/store.ts';
import { settle } from '../support/fake-clock.ts';
import { connection, listing, target } from '../support/samples.ts';

const TARGETS = [target('a'), target('b')];
const IDS = Array.from({ length: 150 }, (_, index) => `vco-${index}`);

/** A page of several blocks per target; every connection is named after the poll it was seen in. */
function site() {
  const store = new Store();
  const poll = (name: string, ids = IDS): void => {
    const seen = () => listing(ids.map((id) => connection(id, { name })));
    for (const each of TARGETS) {
      store.open(each, ['connections']);
      store.update(each, 'connections', (state) =>
        finish(succeed(state, seen(), { finishedMs: 0, durationMs: 0 })),
      );
    }
  };
  const page = new PageRenderer({
    sections: createSections({ staleAfterMs: 1, tagLabels: [], crypto: false }),
    targets: () => store.list(),
    own: () => Promise.resolve(''),
    now: () => 0,
  });
  poll('first');
  return { store, page, poll };
}

/** The names of polls that a page shows. */
function pollsIn(body: Buffer): readonly string[] {
  const names = body.toString().matchAll(/^alicloud_vpn_connection_info\{.*,name="([^"]*)"/gm);
  return [...new Set([...names].map(([, name]) => name ?? ''))];
}

describe('a large page', () => {
  it('lets others run while it is made', async () => {
    const { page } = site();
    const steps: string[] = [];
    const rendering = page.render('text', false).then(() => steps.push('page'));
    for (let count = 0; count < 4; count += 1) {
      await settle();
      steps.push('other');
    }
    await rendering;
    expect(steps).toEqual(['other', 'other', 'other', 'other', 'page']);
  });

  it('never shows two polls at once, whatever comes while it is made', async () => {
    const { page, poll } = site();
    const scrapes: Promise<readonly string[]>[] = [];
    for (let round = 1; round <= 6; round += 1) {
      const format = round % 2 === 0 ? 'text' : 'openmetrics';
      scrapes.push(page.render(format, false).then(({ body }) => pollsIn(body)));
      scrapes.push(page.render('text', true).then(({ body }) => pollsIn(gunzipSync(body))));
      await settle();
      await settle();
      poll(`round ${round}`, round % 2 === 0 ? IDS : IDS.slice(20));
      void page.warm();
    }
    const seen = await Promise.all(scrapes);
    expect(seen.every((names) => names.length === 1)).toBe(true);
  });

  it('shows what was known when it was asked for, also while an older one is being made', async () => {
    const { page, poll } = site();
    const first = page.render('text', false);
    await settle();
    poll('second');
    const second = page.render('text', false);
    expect(pollsIn((await first).body)).toEqual(['first']);
    expect(pollsIn((await second).body)).toEqual(['second']);
  });

  it('is the same whether it was made ahead of the scrape or not', async () => {
    const [warmed, cold] = [site(), site()];
    for (const each of [warmed, cold]) each.poll('second', IDS.slice(1));
    await warmed.page.warm();
    const [one, other] = [
      await warmed.page.render('text', false),
      await cold.page.render('text', false),
    ];
    expect(one.body).toEqual(other.body);
  });

  it('keeps all bytes of connections when a poll brought nothing new', async () => {
    const { page, poll } = site();
    const before = await page.render('text', false);
    poll('first');
    const after = await page.render('text', false);
    const ofConnections = after.chunks.filter((chunk) => chunk.includes('vpn_connection_id='));
    expect(ofConnections.length).toBeGreaterThan(0);
    expect(ofConnections.every((chunk) => before.chunks.includes(chunk))).toBe(true);
  });
});

it('a failure to make a page ahead of a scrape is told by the scrape', async () => {
  const page = new PageRenderer({
    sections: [],
    targets: () => {
      throw new Error('broken');
    },
    own: () => Promise.resolve(''),
    now: () => 0,
  });
  await page.warm();
  await expect(page.render('text', false)).rejects.toThrow('broken');
});
