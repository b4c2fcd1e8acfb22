/** Outages of four minutes stay visible on timelines over weeks. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Cleanup } from '../e2e/support/cleanup.ts';
import { startPrometheus, type Prometheus, type Series } from '../e2e/support/prometheus.ts';
import { findTool } from '../support/tools.ts';
import { readBoards, shownPanels } from './support/boards.ts';
import { writePast, type Past } from './support/history.ts';
import { stepOf, timesOf } from './support/steps.ts';
import { substitute } from './support/substitute.ts';

const promtool = findTool('promtool');
const prometheus = findTool('prometheus');

const DAY = 86_400;
const SCRAPE = 60;
const OUTAGE = 240;
/** A bit more than seven hours: no multiple of a step, so that outages lie anywhere in it. */
const EVERY = 25_909;
const START = 1_790_000_040;
const END = START + 30 * DAY;

/** The n-th outage begins at the n-th multiple; beginnings of the last days are looked for by their number. */
function isDown(time: number): boolean {
  const since = (time - START) % EVERY;
  return time - START >= EVERY && since < OUTAGE;
}

function outagesSince(start: number): number {
  return Math.floor((END - START) / EVERY) - Math.floor((start - START) / EVERY);
}

const CONNECTION = 'job="j",account="a",region="r",vpn_connection_id="v"';
const TUNNEL = `${CONNECTION},tunnel_id="t"`;

function past(series: string, valueAt: Past['valueAt']): Past {
  return { series, every: SCRAPE, valueAt };
}

const PAST: readonly Past[] = [
  past(`alicloud_vpn:connection:context{${CONNECTION},name="office"}`, () => 1),
  past('alicloud_vpn:region:readable{job="j",account="a",region="r"}', () => 1),
  past('alicloud_vpn:region:problems{job="j",account="a",region="r",problem="down"}', (time) =>
    isDown(time) ? 1 : undefined,
  ),
  past(`alicloud_vpn_tunnel_bgp_up{${TUNNEL}}`, (time) => Number(!isDown(time))),
  past(`alicloud_vpn_connection_health_check_up{${CONNECTION}}`, (time) => Number(!isDown(time))),
  past(`alicloud_vpn_connection_state{${CONNECTION},state="updating"}`, (time) =>
    Number(isDown(time)),
  ),
  past(`alicloud_vpn_connection_state{${CONNECTION},state="active"}`, (time) =>
    Number(!isDown(time)),
  ),
  past(`alicloud_vpn_tunnel_info{${TUNNEL},role="master"}`, () => 1),
  past(`alicloud_vpn_tunnel_ipsec_status{${TUNNEL},status="ike_sa_not_established"}`, (time) =>
    Number(isDown(time)),
  ),
  past(`alicloud_vpn_tunnel_ipsec_status{${TUNNEL},status="ipsec_sa_established"}`, (time) =>
    Number(!isDown(time)),
  ),
];

/** Runs of points at which the band is not `good`. */
function runs(series: Series, good: number): number {
  const isBad = series.values.map((value) => value !== good);
  return isBad.filter((bad, index) => bad && isBad[index - 1] !== true).length;
}

const boards = readBoards();

(promtool === undefined || prometheus === undefined ? describe.skip : describe)(
  'a timeline of 30 days',
  () => {
    const cleanup = new Cleanup();
    let server: Prometheus;

    beforeAll(async () => {
      const data = mkdtempSync(join(tmpdir(), 'weeks-'));
      cleanup.add(() => {
        rmSync(data, { recursive: true });
      });
      writePast(promtool ?? '', data, PAST, START, END);
      const keep = ['--storage.tsdb.retention.time=10y'];
      server = await startPrometheus(prometheus ?? '', {}, cleanup, keep, data);
    }, 60_000);

    afterAll(() => cleanup.run());

    it.each([
      ['connection.json', 'IPsec phase of each tunnel', 7, 4],
      ['connection.json', 'IPsec phase of each tunnel', 30, 4],
      ['connection.json', 'BGP', 7, 1],
      ['connection.json', 'BGP', 30, 1],
      ['connection.json', 'Health check', 30, 1],
      ['connection.json', 'Lifecycle state', 30, 11],
      ['overview.json', 'State of each region', 7, 0],
      ['overview.json', 'State of each region', 30, 0],
    ])('%s: %s shows every outage of %d days', async (file, title, days, good) => {
      const board = boards.find((each) => each.file === file);
      const panel = shownPanels(board!).find(
        (each) => each.title === title && each.type === 'state-timeline',
      );
      const range = days * DAY;
      const step = stepOf(range, SCRAPE);
      const names = board!.templating.list.slice(1).map(({ name }) => [name, '.*'] as const);
      const choices = { ...timesOf(range, step, SCRAPE), ...Object.fromEntries(names) };
      const found = await Promise.all(
        panel!.targets!.map(({ expr }) =>
          server.queryRange(substitute(expr, choices), { start: END - range, end: END, step }),
        ),
      );
      const [series] = found.flat();
      const injected = outagesSince(END - range);
      expect(injected).toBe(days === 30 ? 100 : 24);
      expect(runs(series!, good)).toBe(injected);
    });
  },
);
