/** The page as bytes: plain, compressed, kept until it changes. */

import { gunzipSync, inflateRawSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Format } from '../../src/exposition/format.ts';
import { PageRenderer } from '../../src/exposition/page.ts';
import { gzipHead, gzipMember, gzipTail } from '../../src/exposition/gzip.ts';
import type { Store } from '../../src/polling/store.ts';
import { gateway, listing } from '../support/samples.ts';
import { HANGZHOU, NOW_MS, see, worldSections, worldStore } from '../support/world.ts';

describe('PageRenderer', () => {
  let store: Store;
  let nowMs: number;
  let page: PageRenderer;

  beforeEach(() => {
    store = worldStore();
    nowMs = NOW_MS;
    let scrapes = 0;
    page = new PageRenderer({
      sections: worldSections(),
      targets: () => store.list(),
      own: () => {
        scrapes += 1;
        return Promise.resolve(`own ${scrapes}\n`);
      },
      now: () => nowMs,
    });
  });

  it.each<[Format, string, string]>([
    ['text', 'text/plain; version=0.0.4; charset=utf-8', 'own 1\n'],
    ['openmetrics', 'application/openmetrics-text; version=1.0.0; charset=utf-8', 'own 1\n# EOF\n'],
  ])('says what %s it is, and ends as that does', async (format, contentType, end) => {
    const { body, ...rest } = await page.render(format, false);
    expect(rest).toEqual({ contentType, encoding: 'identity', validUntilMs: NOW_MS });
    expect(body.toString().endsWith(`\n${end}`)).toBe(true);
  });

  it.each<Format>(['text', 'openmetrics'])(
    'is the same %s when it is compressed',
    async (format) => {
      const plain = await page.render(format, false);
      const gzipped = await page.render(format, true);
      expect(gzipped.encoding).toBe('gzip');
      expect(gzipped.contentType).toBe(plain.contentType);
      expect(gunzipSync(gzipped.body).toString()).toBe(
        plain.body.toString().replace('own 1', 'own 2'),
      );
      expect(gzipped.body.length).toBeLessThan(plain.body.length / 5);
    },
  );

  it('sends the same bytes until something changes, and then those that did not', async () => {
    const chunks = async () => (await page.render('text', false)).chunks.slice(0, -1);
    const first = await chunks();
    const second = await chunks();
    expect(second.every((chunk, index) => chunk === first[index])).toBe(true);
    see(store, HANGZHOU, 'gateways', listing([gateway('vpn-new')]));
    const third = await chunks();
    const isSame = (name: string) =>
      third.filter((chunk) => chunk.includes(`${name}{`)).every((chunk) => first.includes(chunk));
    expect(isSame('alicloud_vpn_tunnel_up')).toBe(true);
    expect(isSame('alicloud_vpn_gateway_info')).toBe(false);
  });

  it('shows a change to the next scrape in both formats', async () => {
    for (const format of ['text', 'openmetrics'] as const) await page.render(format, true);
    store.close(HANGZHOU);
    for (const format of ['text', 'openmetrics'] as const) {
      const { body } = await page.render(format, true);
      expect(gunzipSync(body).toString()).not.toContain('vco-single-up');
    }
  });

  it('drops what has grown too old, without a poll', async () => {
    expect((await page.render('text', false)).body.toString()).toContain('vco-lab');
    nowMs += 1;
    expect((await page.render('text', false)).body.toString()).not.toContain('vco-lab');
    expect(gunzipSync((await page.render('text', true)).body).toString()).not.toContain('vco-lab');
  });

  it('asks for the own metrics at each scrape', async () => {
    await page.render('text', false);
    expect((await page.render('text', false)).body.toString()).toContain('own 2\n');
  });

  it('fails when the own metrics do, and recovers', async () => {
    let isBroken = true;
    const broken = new PageRenderer({
      sections: [],
      targets: () => [],
      own: () => (isBroken ? Promise.reject(new Error('broken')) : Promise.resolve('own\n')),
      now: () => 0,
    });
    await expect(broken.render('text', false)).rejects.toThrow('broken');
    isBroken = false;
    expect((await broken.render('text', false)).body.toString()).toBe('own\n');
  });
});

describe('bringing the page up to date', () => {
  const pageOf = (targets: () => ReturnType<Store['list']>): PageRenderer =>
    new PageRenderer({
      sections: worldSections(),
      targets,
      own: () => Promise.resolve(''),
      now: () => NOW_MS,
    });

  it('is done once for all scrapes that wait for it', async () => {
    let updates = 0;
    const page = pageOf(() => {
      updates += 1;
      return worldStore().list();
    });
    const scrapes = Array.from({ length: 10 }, (_, index) => page.render('text', index % 2 === 0));
    await Promise.all(scrapes);
    expect(updates).toBe(1);
  });

  describe('asks the sections', () => {
    const VALID_UNTIL_MS = 1_000;
    let nowMs: number;
    let updates: number;
    let store: Store;
    let page: PageRenderer;

    beforeEach(() => {
      [nowMs, updates, store] = [500, 0, worldStore()];
      const section = {
        families: [],
        validUntilMs: VALID_UNTIL_MS,
        // oxlint-disable-next-line require-yield -- There is nothing to make.
        *update() {
          updates += 1;
          return [];
        },
      };
      page = new PageRenderer({
        sections: [section, { ...section, validUntilMs: Infinity }],
        targets: () => store.list(),
        own: () => Promise.resolve(''),
        now: () => nowMs,
      });
    });

    it.each<[string, () => void, boolean]>([
      ['not when nothing has changed', () => undefined, false],
      ['not as long as all may be shown', () => (nowMs = VALID_UNTIL_MS), false],
      ['when some of it has grown too old', () => (nowMs = VALID_UNTIL_MS + 1), true],
      ['when the clock was set back', () => (nowMs = 499), true],
      ['when a target changed', () => see(store, HANGZHOU, 'gateways', listing([])), true],
      ['when a target went', () => store.close(HANGZHOU), true],
    ])('%s', async (_when, change, isAsked) => {
      await page.render('text', false);
      expect(updates).toBe(2);
      change();
      await page.render('text', true);
      expect(updates).toBe(isAsked ? 4 : 2);
    });
  });

  it('may fail, which the next scrape does not suffer from', async () => {
    let isBroken = true;
    const page = pageOf(() => {
      if (isBroken) throw new Error('broken');
      return worldStore().list();
    });
    await expect(page.render('text', false)).rejects.toThrow('broken');
    isBroken = false;
    expect((await page.render('text', false)).body.toString()).toContain('vco-single-up');
  });
});

describe('gzip of a text in two parts', () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));

  it('is one member that holds both, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.array(bytes, { minLength: 1, maxLength: 3 }),
        async (head, tails) => {
          const kept = await gzipHead(head);
          for (const tail of tails) {
            const member = Buffer.concat(gzipMember(kept, gzipTail(tail)));
            const whole = Buffer.concat([head, tail]);
            expect(gunzipSync(member)).toEqual(whole);
            expect(inflateRawSync(member.subarray(10, -8))).toEqual(whole);
          }
        },
      ),
    );
  });

  it('would not be taken for whole when a byte of it is missing or wrong', async () => {
    const head = await gzipHead(Buffer.from('head'));
    const member = Buffer.concat(gzipMember(head, gzipTail(Buffer.from('tail'))));
    expect(() => gunzipSync(member.subarray(0, -1))).toThrow('unexpected end of file');
    const last = member.length - 8;
    member.writeUInt8(member.readUInt8(last) ^ 1, last);
    expect(() => gunzipSync(member)).toThrow('incorrect data check');
  });
});
