/** What poll.timeout bounds, with real clients: the time that the API takes, not the wait for requests_per_minute. */

import { afterEach, describe, expect, it } from '@jest/globals';
import type { Answer } from '../../src/alicloud/transport.ts';
import { sleep } from '../../src/model/clock.ts';
import {
  connectionsPage,
  refusal,
  silence,
  transportOf,
  type Respond,
} from '../alicloud/support/client.ts';
import { clientsOver, createExporter, pageOf } from '../support/exporter.ts';
import { parseExposition } from '../support/exposition.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { settings } from '../support/fake-cloud.ts';

const CONNECTIONS = 4_000;
const PAGES = 80;
const SECOND_MS = 1_000;
/** A full bucket, then one page every two seconds. */
const PER_MINUTE = 30;
const FIRST_POLL_MS = (PAGES - PER_MINUTE) * 2 * SECOND_MS;

let stop: () => Promise<void> = () => Promise.resolve();
afterEach(() => stop());

/** An exporter of one region that began its first poll. */
async function started(respond: (clock: FakeClock) => Respond, requestsPerMinute = PER_MINUTE) {
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const log = new MemoryLog();
  const { transport, requests } = transportOf(respond(clock));
  const base = settings({ regions: ['cn-hangzhou'] });
  const poll = {
    ...base.poll,
    intervalMs: 20 * SECOND_MS,
    timeoutMs: 30 * SECOND_MS,
    requestTimeoutMs: 10 * SECOND_MS,
    requestsPerMinute,
  };
  const exporter = createExporter(
    { ...base, poll },
    { clock, log, apiFactory: clientsOver({ clock, log, transport }) },
  );
  stop = () => exporter.stop();
  exporter.start();
  await clock.advance(0);
  const outcome = async () => {
    const page = await pageOf(exporter);
    // Reading the samples of thousands of connections takes seconds.
    const wanted = /^(# \w+ )?alicloud_vpn_(target|exporter_poll)/;
    const lines = page.split('\n').filter((line) => wanted.test(line));
    const families = parseExposition(`${lines.join('\n')}\n`);
    const of = (name: string) => families.get(`alicloud_vpn_${name}`)?.samples ?? [];
    return {
      up: of('target_up').map(({ value }) => value),
      connections: of('target_resources').map(({ value }) => value),
      polls: of('exporter_polls_total').map(({ value }) => value),
      reasons: of('exporter_poll_failures_total')
        .filter(({ value }) => value > 0)
        .map(({ labels }) => labels['reason']),
    };
  };
  const pass = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    // Thousands of connections are kept in many turns of the event loop.
    for (let turn = 0; turn < 200; turn += 1) await settle();
  };
  return { pass, log, requests, outcome };
}

/** Pages, each after `ms` milliseconds. */
const slow =
  (ms: number) =>
  (clock: FakeClock): Respond =>
  async (request, signal) => {
    await sleep(clock, ms, signal);
    return connectionsPage(request, CONNECTIONS);
  };

/** As many good pages, and then what the API does in an outage. */
const failsAfter =
  (pages: number, failing: (signal: AbortSignal) => Promise<Answer> | Answer) =>
  (): Respond =>
  (request, signal, call) =>
    call < pages ? connectionsPage(request, CONNECTIONS) : failing(signal);

describe('a region that requests_per_minute does not carry within poll.timeout', () => {
  it.each([0, 200, 2_500, 9_900])(
    'is polled completely, with answers that take %d ms',
    async (ms) => {
      const { pass, outcome } = await started(slow(ms));
      await pass(FIRST_POLL_MS - SECOND_MS);
      expect((await outcome()).polls).toEqual([0]);
      await pass(SECOND_MS + 2 * ms);
      expect(await outcome()).toEqual({
        up: [1],
        connections: [CONNECTIONS],
        polls: [1],
        reasons: [],
      });
    },
  );

  it('is polled again right afterwards, never twice at a time', async () => {
    const { pass, requests, outcome } = await started(slow(0));
    await pass(FIRST_POLL_MS);
    await pass(PAGES * 2 * SECOND_MS - 1);
    expect((await outcome()).polls).toEqual([1]);
    await pass(1);
    expect((await outcome()).polls).toEqual([2]);
    const pages = requests.map(({ query }) => Number(query['PageNumber']));
    const once = Array.from({ length: PAGES }, (_, index) => index + 1);
    expect(pages).toEqual([...once, ...once]);
  });

  it('is warned of once', async () => {
    const { pass, log } = await started(slow(0));
    await pass(FIRST_POLL_MS);
    for (let poll = 0; poll < 3; poll += 1) await pass(PAGES * 2 * SECOND_MS);
    const warnings = log.lines.filter(({ level }) => level === 'warn');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toContain('poll.requests_per_minute');
    expect(warnings[0]?.fields).toMatchObject({ region: 'cn-hangzhou', connections: CONNECTIONS });
  });

  it('survives a page that is throttled after minutes', async () => {
    const { pass, outcome } = await started(
      () => (request, _signal, call) =>
        call === PAGES - 1 ? refusal('Throttling.User') : connectionsPage(request, CONNECTIONS),
    );
    await pass(FIRST_POLL_MS + 5 * SECOND_MS);
    expect(await outcome()).toMatchObject({ up: [1], reasons: [] });
  });
});

describe('an API in an outage', () => {
  it('that never answers ends the poll at poll.timeout, each call at request_timeout', async () => {
    const { pass, requests, outcome } = await started(failsAfter(0, silence));
    await pass(10 * SECOND_MS - 1);
    expect(requests).toHaveLength(1);
    await pass(20 * SECOND_MS);
    expect((await outcome()).polls).toEqual([0]);
    await pass(1);
    expect(await outcome()).toMatchObject({ polls: [1], reasons: ['timeout'] });
  });

  it('that never answers is named, and once only, however often the poll is repeated', async () => {
    const { pass, log } = await started(failsAfter(0, silence));
    for (let poll = 0; poll < 3; poll += 1) await pass(30 * SECOND_MS);
    const hints = log.lines.flatMap(({ fields }) => ('hint' in fields ? [fields['hint']] : []));
    expect(new Set(hints)).toEqual(
      new Set([
        expect.stringMatching(
          /^the poll took longer than 30 s; vpc\.aliyuncs\.com(:443)?: no answer within 10 s$/,
        ),
      ]),
    );
  });

  it('that is over is no longer named when a poll takes too long for another reason', async () => {
    // The first call is not answered, all others are, too slowly for 80 pages in 30 s.
    const { pass, log } = await started(
      (clock) => async (request, signal, call) => {
        if (call === 0) return silence(signal);
        await sleep(clock, 9_900, signal);
        return connectionsPage(request, CONNECTIONS);
      },
      300,
    );
    await pass(60 * SECOND_MS);
    const hints = log.lines.flatMap(({ fields }) => ('hint' in fields ? [fields['hint']] : []));
    expect(hints).toContain('the poll took longer than 30 s');
  });

  it.each([
    ['hangs', silence, 'timeout'],
    ['throttles', () => refusal('Throttling.User'), 'throttled'],
    ['fails', () => refusal('InternalError', 500), 'server_error'],
  ])(
    'that %s while pages wait ends the poll within one request_timeout and one poll.timeout',
    async (_what, failing, reason) => {
      const { pass, outcome } = await started(failsAfter(40, failing));
      // 30 pages at once, 10 in 20 s, and the next 2 s later is the first that goes wrong.
      await pass(22 * SECOND_MS);
      expect((await outcome()).polls).toEqual([0]);
      await pass(40 * SECOND_MS);
      const { polls, reasons } = await outcome();
      expect(polls).not.toEqual([0]);
      expect(reasons).toEqual([reason]);
    },
  );
});
