/** Scrapes that come while a large page is being rendered. */

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Connection } from '../../src/model/domain.ts';
import type { Exporter } from '../../src/commands/exporter.ts';
import { hangs, lists, type Answer } from '../support/fake-api.ts';
import { settle } from '../support/fake-clock.ts';
import { config, connection } from '../support/samples.ts';
import { MINUTE_MS, settings, Site } from '../support/site.ts';

const REGION = 'cn-hangzhou';
/** So many take many more turns to render than the scrapes here wait for. */
const IDS = Array.from({ length: 1_000 }, (_, index) => `vco-${index}`);
/** Longer than a scrape waits for a page where there is another. */
const LONG_MS = 10;

let site: Site;
let exporter: Exporter;

beforeEach(() => {
  site = new Site();
});

afterEach(async () => {
  await site.stop();
});

/** Connections that all have this name. */
function named(name: string): Answer<Connection> {
  return lists(IDS.map((id) => connection(id, { name, tags: { env: 'test' } })));
}

async function polled(polls: number): Promise<void> {
  const done = (): number => exporter.targets[0]?.collectors.connections?.polls ?? 0;
  while (done() < polls) await settle();
}

/** Names, and whether there are labels of tags, on a page that is scraped; undefined when it does not come soon. */
async function scrape(): Promise<string | undefined> {
  let text: string | undefined;
  const page = exporter.scrape('text', false).then(({ body }) => (text = body.toString()));
  await site.clock.advance(LONG_MS);
  if (text === undefined) {
    await page;
    return undefined;
  }
  return [...new Set([...text.matchAll(/,name="(\w+)".*$/gm)].map(([, name]) => name))].join();
}

/** An exporter after two polls a minute from each other, scraped once between them, just before the second. */
async function afterTwoPolls(of = settings({ regions: [REGION] })): Promise<void> {
  site.shown.set(REGION, named('first'));
  exporter = await site.started(of);
  await polled(1);
  await site.clock.advance(MINUTE_MS - 500);
  await exporter.scrape('text', false);
  site.shown.set(REGION, named('second'));
  await site.clock.advance(500);
  await polled(2);
}

it('get the last page, and the new one when it is made', async () => {
  await afterTwoPolls();
  expect(await scrape()).toBe('first');
  await exporter.page('text', false);
  expect(await scrape()).toBe('second');
});

it('wait for the new page when the last one is too old', async () => {
  await afterTwoPolls();
  await site.clock.advance(500);
  site.shown.set(REGION, named('third'));
  await site.clock.advance(MINUTE_MS);
  await polled(3);
  expect(await scrape()).toBeUndefined();
});

it('wait for a page of the new configuration', async () => {
  await afterTwoPolls();
  const before = await exporter.page('text', false);
  expect(before.body.toString()).not.toContain('tag_env');
  await exporter.reconfigure(settings({ regions: [REGION] }, { tagLabels: ['env'] }));
  expect(await scrape()).toBeUndefined();
  expect((await exporter.scrape('text', false)).body.toString()).toContain('tag_env="test"');
});

it('wait for the new page when the others are to be forgotten', async () => {
  await afterTwoPolls();
  exporter.forgetPages();
  expect(await scrape()).toBeUndefined();
});

it('wait for the new page as long as a target was not polled', async () => {
  site.shown.set('eu-central-1', hangs);
  const patient = { ...config().poll, timeoutMs: 10 * MINUTE_MS };
  await afterTwoPolls(settings({ regions: [REGION, 'eu-central-1'] }, { poll: patient }));
  expect(exporter.isReady).toBe(false);
  expect(await scrape()).toBeUndefined();
});
