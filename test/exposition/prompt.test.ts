/** Scrapes that come while a page is being made: none waits for long where one that is hardly older is there. */

import { beforeEach, describe, expect, it } from '@jest/globals';
import { Page } from '../../src/exposition/page.ts';
import { PromptPages } from '../../src/exposition/prompt.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';

const PATIENCE_MS = 5;
const BEHIND_MS = 2_000;

describe('PromptPages', () => {
  let clock: FakeClock;
  let isReady: boolean;
  let pages: PromptPages;
  /** Makes the pages that are waited for, the oldest first. */
  let making: ((error?: Error) => void)[];
  let number: number;
  let validUntilMs: number;

  beforeEach(() => {
    clock = new FakeClock(1_000_000);
    [isReady, making, number, validUntilMs] = [true, [], 0, Infinity];
    pages = new PromptPages({
      clock,
      isReady: () => isReady,
      render: (format, isGzipped) =>
        new Promise((resolve, reject) => {
          number += 1;
          const encoding = isGzipped ? 'gzip' : 'identity';
          const body = Buffer.from(`${format} ${number}`);
          making.push((error) => {
            if (error === undefined)
              resolve(new Page({ contentType: '', encoding, validUntilMs }, [body]));
            else reject(error);
          });
        }),
    });
  });

  /** A scrape whose outcome is there when it is asked for. */
  function scrape(format: 'text' | 'openmetrics' = 'text', isGzipped = false) {
    const seen: { text?: string } = {};
    pages.page(format, isGzipped).then(
      ({ body }) => (seen.text = body.toString()),
      (error: Error) => (seen.text = `failed: ${error.message}`),
    );
    return async (): Promise<string | undefined> => {
      await settle();
      return seen.text;
    };
  }

  const finish = (error?: Error): void => making.shift()?.(error);

  /** A scrape that is answered with the page it asked for. */
  async function scraped(): Promise<void> {
    const seen = scrape();
    finish();
    expect(await seen()).toBe(`text ${number}`);
  }

  it('waits for the first page, however long that takes', async () => {
    const seen = scrape();
    await clock.advance(60_000);
    expect(await seen()).toBeUndefined();
    finish();
    expect(await seen()).toBe('text 1');
  });

  it('gives the newest page when it is made in time', async () => {
    await scraped();
    const seen = scrape();
    await clock.advance(PATIENCE_MS - 1);
    expect(await seen()).toBeUndefined();
    finish();
    expect(await seen()).toBe('text 2');
    expect(clock.pending).toBe(0);
  });

  it('gives the last page when the newest takes longer, and the newest to the next', async () => {
    await scraped();
    const seen = scrape();
    await clock.advance(PATIENCE_MS);
    expect(await seen()).toBe('text 1');
    finish();
    await settle();
    const next = scrape();
    await clock.advance(PATIENCE_MS);
    expect(await next()).toBe('text 2');
  });

  it.each([
    ['that was asked for two seconds ago', BEHIND_MS, Infinity, 'text 1'],
    ['that is older', BEHIND_MS + 1, Infinity, undefined],
    ['from before the clock was set back', -1, Infinity, undefined],
    ['on which all is young enough', 500, 500, 'text 1'],
    ['on which something is too old', 500, 499, undefined],
  ])('meets a page %s', async (_name, passMs, validForMs, expected) => {
    validUntilMs = clock.now() + validForMs;
    await scraped();
    if (passMs < 0) clock.jump(passMs);
    else await clock.advance(passMs);
    const seen = scrape();
    await clock.advance(PATIENCE_MS);
    expect(await seen()).toBe(expected);
    finish();
    expect(await seen()).toBe(expected ?? 'text 2');
  });

  it('gives no old page after the clock was set back, however often it is asked', async () => {
    await scraped();
    clock.jump(-60_000);
    for (let left = 30; left > 0; left -= 1) {
      await scraped();
      await clock.advance(BEHIND_MS);
    }
    const seen = scrape();
    await clock.advance(PATIENCE_MS);
    expect(await seen()).toBe('text 31');
  });

  it('waits for everything before all targets were polled', async () => {
    isReady = false;
    const early = scrape();
    isReady = true;
    finish();
    await early();
    const seen = scrape();
    await clock.advance(PATIENCE_MS);
    expect(await seen()).toBeUndefined();
  });

  it.each([
    ['another format', 'openmetrics', false],
    ['another coding', 'text', true],
  ] as const)('gives no page in %s', async (_name, format, isGzipped) => {
    await scraped();
    const seen = scrape(format, isGzipped);
    await clock.advance(PATIENCE_MS);
    expect(await seen()).toBeUndefined();
  });

  it('gives no page that was asked for before another that is there', async () => {
    const [slow, quick] = [scrape(), scrape()];
    making.pop()?.();
    await quick();
    finish();
    await slow();
    const seen = scrape();
    await clock.advance(PATIENCE_MS);
    expect(await seen()).toBe('text 2');
  });

  it('fails when the page cannot be made in time, and not when it fails later', async () => {
    await scraped();
    const [soon, late] = [scrape(), scrape()];
    finish(new Error('broken'));
    expect(await soon()).toBe('failed: broken');
    await clock.advance(PATIENCE_MS);
    expect(await late()).toBe('text 1');
    finish(new Error('broken'));
    await settle();
  });
});
