/** A large exposition is made bit by bit: requests are answered meanwhile, and none sees one that is half new. */

import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { bytesOf, Exposition } from '../../src/exposition/exposition.ts';
import { createSections } from '../../src/exposition/sections.ts';
import { succeed } from '../../src/polling/state.ts';
import { Store } from '../../src/polling/store.ts';
import { settle } from '../support/fake-clock.ts';
import { collectors, connection, listing, pollTime, target } from '../support/samples.ts';

const TARGETS = [target('a'), target('b')];

/** Two targets; every connection is named after the poll it was seen in. */
function site(connections: number) {
  const ids = Array.from({ length: connections }, (_, index) => `vco-${index}`);
  const store = new Store();
  const poll = (name: string, count = connections): void => {
    for (const each of TARGETS) {
      const seen = listing(ids.slice(0, count).map((id) => connection(id, { name })));
      store.open(each, ['connections']);
      store.update(each, 'connections', (state) => succeed(state, seen, pollTime(0)));
    }
  };
  const exposition = new Exposition({
    sections: createSections({ staleAfterMs: () => 1, tagLabels: [], collectors: collectors([]) }),
    targets: () => store.list(),
    own: () => Promise.resolve(''),
    now: () => 0,
  });
  poll('first');
  return { exposition, poll };
}

/** The names of polls that an exposition shows. */
function pollsIn(body: Buffer): readonly string[] {
  const names = body.toString().matchAll(/^alicloud_vpn_connection_info\{.*,name="([^"]*)"/gm);
  return [...new Set([...names].map(([, name]) => name ?? ''))];
}

describe('a large exposition', () => {
  it('lets others run while it is made', async () => {
    const { exposition } = site(2_000);
    let turns = 0;
    const progress = { isDone: false };
    const rendering = exposition.render('text', 'identity').then(() => (progress.isDone = true));
    while (!progress.isDone) {
      await settle();
      turns += 1;
    }
    await rendering;
    expect(turns).toBeGreaterThan(4);
  });

  it('never shows two polls at once, whatever comes while it is made', async () => {
    const { exposition, poll } = site(150);
    const scrapes: Promise<readonly string[]>[] = [];
    for (let round = 1; round <= 6; round += 1) {
      const format = round % 2 === 0 ? 'text' : 'openmetrics';
      const plain = exposition.render(format, 'identity');
      const gzipped = exposition.render('text', 'gzip');
      scrapes.push(plain.then((rendition) => pollsIn(bytesOf(rendition))));
      scrapes.push(gzipped.then((rendition) => pollsIn(gunzipSync(bytesOf(rendition)))));
      await settle();
      await settle();
      poll(`round ${round}`, round % 2 === 0 ? 150 : 130);
    }
    const seen = await Promise.all(scrapes);
    expect(seen.every((names) => names.length === 1)).toBe(true);
  });

  it('shows what was known when it was asked for, also while an older one is being made', async () => {
    const { exposition, poll } = site(1_000);
    const first = exposition.render('text', 'identity');
    await settle();
    poll('second');
    const second = exposition.render('text', 'identity');
    expect(pollsIn(bytesOf(await first))).toEqual(['first']);
    expect(pollsIn(bytesOf(await second))).toEqual(['second']);
  });
});
