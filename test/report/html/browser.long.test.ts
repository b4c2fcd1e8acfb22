/** The status page in a real browser: readable, reachable by keyboard, silent, on any screen. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { History } from '../../../src/polling/history.ts';
import { NOTHING_YET } from '../../../src/polling/state.ts';
import type { TargetState } from '../../../src/polling/store.ts';
import { startExporter, stopExporters } from '../../http/support/exporter.ts';
import { connection, dual, gateway, target, tunnel } from '../../support/samples.ts';
import {
  contrasts,
  focusOf,
  hasBrowser,
  launchBrowser,
  neededWidth,
  styleOf,
  tableRoles,
  watch,
  type Complaints,
  type Focus,
} from './support/browser.ts';
import { pageOf } from './support/page.ts';
import {
  diagnosed,
  fails,
  failedReason,
  healthy,
  NOW_MS,
  shows,
  STALE_MS,
  stateOf,
} from './support/states.ts';

const DOWN = { status: 'ike_sa_not_established' } as const;
const EVIL =
  '<script>alert(1)</script><img src=x onerror=alert(2)>"\'><style>*{display:none}</style>';
const LONG = 'x'.repeat(300);

const phase = (tunnelId: string, value: 'up' | 'down', ms: number, otherwiseMs?: number) => ({
  tunnelId,
  aspect: 'phase' as const,
  value,
  since: { ms, otherwiseMs },
  lostMs: undefined,
});

const MINUTES_AGO_MS = NOW_MS - 14 * 60_000;
const DAYS_AGO_MS = NOW_MS - 3 * 86_400_000;

/** Some were seen to change, one of them days ago; others were not. */
const HISTORY: History = new Map([
  ['vco-down', [phase('', 'down', MINUTES_AGO_MS, MINUTES_AGO_MS - 60_000)]],
  [
    'vco-degraded',
    [phase('', 'up', DAYS_AGO_MS), phase(LONG, 'down', DAYS_AGO_MS, DAYS_AGO_MS - 60_000)],
  ],
  ['vco-up', [phase('', 'up', MINUTES_AGO_MS)]],
]);

/** Every state and every badge there is, and names that harm a page that is not careful. */
const STATES: readonly TargetState[] = [
  stateOf(
    {
      connections: shows(
        [
          connection('vco-down', { name: EVIL, ...DOWN }),
          connection('vco-unknown', { name: LONG, status: 'unknown' }),
          dual('vco-degraded', [
            tunnel('tun-1', { index: 1 }),
            tunnel(LONG, { index: 2, ...DOWN }),
          ]),
          connection('vco-idle', { ...DOWN, state: 'init' }),
          connection('vco-up', { bgpUp: true, healthCheckUp: true }),
          connection('vco-odd'),
        ],
        5_000,
        [{ id: 'vco-odd', field: 'Status' }],
      ),
      gateways: shows([
        gateway('vpn-1', { expirationSeconds: Date.UTC(2026, 0, 5) / 1000 }),
        gateway('vpn-2', { businessStatus: 'FinancialLocked' }),
      ]),
      diagnosis: diagnosed({ 'vco-down': failedReason() }),
    },
    target('cn-hangzhou', { expectedConnections: ['vco-gone', 'vco-up'] }),
    HISTORY,
  ),
  stateOf(
    { connections: fails(shows([connection('vco-old')], STALE_MS + 1)) },
    target('eu-central-1'),
  ),
  stateOf({ connections: shows([], STALE_MS + 1) }, target('us-east-1')),
  stateOf({ connections: NOTHING_YET }, target('ap-south-1', { name: 'staging' })),
  healthy([connection('vco-lab')], [], target('cn-beijing', { name: 'R&D "lab"' })),
];

const SCREENS = [
  [320, 640],
  [390, 844],
  [820, 1180],
  [1_024, 768],
  [1_366, 768],
  [2_560, 1_440],
] as const;

const SCHEMES = ['light', 'dark'] as const;

(hasBrowser() ? describe : describe.skip)('the status page in a browser', () => {
  let browser: Browser;
  let url: string;
  let page: Page;
  let complaints: Complaints;

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterAll(() => browser.close());

  beforeEach(async () => {
    ({ url } = await startExporter({
      statusPage: (query) => pageOf(STATES, query.toString()),
    }));
    page = await browser.newPage();
    complaints = watch(page);
    await page.goto(url);
  });

  afterEach(async () => {
    await page.close();
    await stopExporters();
  });

  const shownIds = (): Promise<readonly string[]> =>
    page.locator('table.c th[scope] > code').allInnerTexts();

  it('loads nothing besides itself, runs nothing and complains of nothing', async () => {
    expect(complaints).toEqual({ noise: [], requests: [`${url}/`] });
    expect(await page.locator('script, img').count()).toBe(0);
    expect(await page.locator('style').count()).toBe(1);
  });

  it('has its style: the policy allows it', async () => {
    expect(await styleOf(page, 'table.c b.down', 'borderTopLeftRadius')).not.toBe('0px');
  });

  it('shows hostile names as text', async () => {
    expect(await page.locator('table.c bdi').filter({ hasText: 'alert' }).innerText()).toBe(EVIL);
  });

  it.each(SCREENS)('does not scroll sideways on %d by %d', async (width, height) => {
    await page.setViewportSize({ width, height });
    expect(await neededWidth(page)).toBeLessThanOrEqual(width);
  });

  it.each(SCHEMES.flatMap((scheme) => [390, 1_366].map((width) => [scheme, width] as const)))(
    'has enough contrast in the %s scheme, %d wide',
    async (colorScheme, width) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const measured = await contrasts(page);
      expect(measured.length).toBeGreaterThan(100);
      expect(measured.filter(({ ratio }) => ratio < 4.5)).toEqual([]);
    },
  );

  it('follows the scheme of the reader', async () => {
    await page.emulateMedia({ colorScheme: 'light' });
    const light = await styleOf(page, 'body', 'backgroundColor');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await styleOf(page, 'body', 'backgroundColor')).not.toBe(light);
  });

  it('keeps its tables for assistive technology where they are shown as cards', async () => {
    await page.setViewportSize({ width: 1_366, height: 768 });
    const wide = await tableRoles(page);
    expect(wide).toMatchObject({ table: 3 });
    await page.setViewportSize({ width: 390, height: 844 });
    const narrow = await tableRoles(page);
    // Cells without anything in them are not shown there.
    expect({ ...narrow, cell: 0 }).toEqual({ ...wide, cell: 0 });
    expect(narrow['cell']).toBeGreaterThan(50);
  });

  it('is walked through by keyboard from top to bottom, and shows where one is', async () => {
    const count = await page.locator('a, select, input, button').count();
    const stops: Focus[] = [];
    for (let stop = 0; stop < count; stop += 1) {
      await page.keyboard.press('Tab');
      stops.push(await focusOf(page));
    }
    const [skip, ...rest] = stops;
    expect(skip?.word).toBe('Skip');
    expect(rest.slice(0, 3).map(({ word }) => word)).toEqual(['Metrics', 'Health', 'Readiness']);
    expect(rest.at(-1)?.word).toBe('Show');
    expect(Math.min(...stops.map(({ outline }) => outline))).toBeGreaterThanOrEqual(2);
    const rows = rest.map(({ top }) => Math.round(top / 40));
    expect(rows).toEqual([...rows].sort((a, b) => a - b));
  });

  it('lets a keyboard skip to the connections', async () => {
    await page.keyboard.press('Tab');
    const skip = page.locator('a.skip');
    expect((await skip.boundingBox())?.width).toBeGreaterThan(50);
    await page.keyboard.press('Enter');
    expect((await focusOf(page)).id).toBe('connections');
  });

  it('has places to touch that are large enough', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const boxes = await Promise.all(
      (await page.locator('a:not(.skip), select, button').all()).map((one) => one.boundingBox()),
    );
    expect(Math.min(...boxes.map((box) => box?.height ?? 0))).toBeGreaterThanOrEqual(24);
  });

  it('finds what the form asks for, and shows what was asked', async () => {
    await page.getByLabel('Account').selectOption('R&D "lab"');
    await page.getByLabel('State', { exact: true }).selectOption('up');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(new URL(page.url()).search).toBe('?account=R%26D+%22lab%22&region=&state=up&q=');
    expect(await shownIds()).toEqual(['vco-lab']);
    expect(await page.getByLabel('Account').inputValue()).toBe('R&D "lab"');
    await page.getByRole('link', { name: 'Show all' }).click();
    expect(await shownIds()).toHaveLength(10);
    expect(complaints.noise).toEqual([]);
  });

  it('leads from the number of a state to its connections', async () => {
    await page.locator('ul.counts').getByText('stale').click();
    expect(await shownIds()).toEqual(['vco-old']);
  });

  it('works without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(url);
    await plain.getByLabel('State', { exact: true }).selectOption('stale');
    await plain.getByRole('button', { name: 'Show' }).click();
    expect(await plain.locator('table.c th[scope] > code').allInnerTexts()).toEqual(['vco-old']);
    await context.close();
  });

  it('is loaded again by the browser where that is asked for', async () => {
    await page.getByRole('link', { name: '15 s', exact: true }).click();
    expect(new URL(page.url()).search).toBe('?refresh=15');
    expect(await page.locator('meta[http-equiv="refresh"]').getAttribute('content')).toBe('15');
    // The policy has no objection, and a browser follows: a page with a second in place of 15 loads itself.
    let loads = 0;
    const quick = await startExporter({
      statusPage: () => {
        loads += 1;
        return pageOf(STATES, 'refresh=15').replace('content="15"', 'content="1"');
      },
    });
    await page.goto(quick.url);
    // The answer, not the request: the page is made after the request was seen.
    await page.waitForResponse(`${quick.url}/`);
    expect(loads).toBeGreaterThanOrEqual(2);
    expect(complaints.noise).toEqual([]);
  });

  it('leads to one row by its address', async () => {
    await page.goto(`${url}/#connection-vco-old`);
    expect(await styleOf(page, '#connection-vco-old', 'outlineStyle')).toBe('solid');
  });

  it('is a table on paper, without what is to be clicked', async () => {
    await page.setViewportSize({ width: 700, height: 1_000 });
    await page.emulateMedia({ media: 'print' });
    expect(await styleOf(page, 'table.c', 'display')).toBe('table');
    expect(
      await page
        .locator('form, nav')
        .evaluateAll((all) => all.filter((one) => one.checkVisibility()).length),
    ).toBe(0);
    expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(10_000);
  });

  it('is asked for anew by the links to the exporter', async () => {
    await page.getByRole('link', { name: 'Metrics' }).click();
    expect(page.url()).toBe(`${url}/metrics`);
  });
});
