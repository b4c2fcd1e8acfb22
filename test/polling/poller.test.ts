/** All loops together: none disturbs another, and a new configuration disturbs only what it changes. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { FAILURE_REASONS } from '../../src/model/failure.ts';
import { Poller, type Job } from '../../src/polling/poller.ts';
import { Store } from '../../src/polling/store.ts';
import {
  after,
  breaks,
  deaf,
  FakeApi,
  hangs,
  lists,
  refuses,
  type Answer,
} from '../support/fake-api.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { config, connection, gateway, target } from '../support/samples.ts';
import { renderSections, worldSections } from '../support/world.ts';

const { poll: BOUNDS } = config();
const INTERVAL_MS = BOUNDS.intervalMs;

/** A poller over fake clouds, one per region. */
class Bench {
  readonly clock = new FakeClock(1_000_000);
  readonly store = new Store();
  readonly log = new MemoryLog();
  /** The APIs that were made for a region, the newest last. */
  readonly made = new Map<string, FakeApi[]>();
  random = 0;
  readonly poller = new Poller({
    clock: this.clock,
    store: this.store,
    log: this.log,
    random: () => this.random,
    onUnknownValue: () => undefined,
  });

  /** A loop for a region; `prepare` says how its API answers. */
  job(
    region: string,
    prepare: (api: FakeApi) => void = () => undefined,
    changes: Partial<Job> = {},
  ): Job {
    return {
      target: target(region),
      collectors: ['connections'],
      rounds: [{ ...(changes.poll ?? BOUNDS), collectors: changes.collectors ?? ['connections'] }],
      poll: BOUNDS,
      fingerprint: region,
      createApi: () => {
        const api = new FakeApi();
        prepare(api);
        this.made.set(region, [...(this.made.get(region) ?? []), api]);
        return api;
      },
      ...changes,
    };
  }

  api(region: string): FakeApi {
    const api = this.made.get(region)?.at(-1);
    if (api === undefined) throw new Error(`no API of ${region}`);
    return api;
  }

  /** Polls, and what the last of them brought. */
  outcome(region: string): string {
    const state = this.store.get(target(region))?.collectors.connections;
    const { lastPoll, polls } = state ?? {};
    const last = lastPoll === undefined ? 'nothing' : (lastPoll.failure?.code ?? 'OK');
    return `${polls} ${last} ${[...(state?.entries.keys() ?? [])].join()}`;
  }
}

const shows =
  (...ids: readonly string[]) =>
  (api: FakeApi): void => {
    api.connections = lists(ids.map((id) => connection(id)));
  };
const answers =
  (answer: Answer<never>) =>
  (api: FakeApi): void => {
    api.connections = answer;
  };

describe('Poller', () => {
  let bench: Bench;

  beforeEach(() => {
    bench = new Bench();
  });

  afterEach(() => bench.poller.stop());

  describe('polls', () => {
    it('at once and then every interval', async () => {
      bench.poller.reconcile([bench.job('a', shows('vco-1'))]);
      await bench.clock.advance(0);
      expect(bench.outcome('a')).toBe('1 OK vco-1');
      await bench.clock.advance(2 * INTERVAL_MS);
      expect(bench.outcome('a')).toBe('3 OK vco-1');
    });

    it('all of a few targets at once, when they start', async () => {
      bench.random = 1 - Number.EPSILON;
      const regions = Array.from({ length: 10 }, (_, index) => `r${index}`);
      bench.poller.reconcile(regions.map((region) => bench.job(region)));
      await bench.clock.advance(0);
      for (const region of regions) expect(bench.api(region).count('connections')).toBe(1);
    });

    it.each([
      [30, 1_000],
      [1_000, INTERVAL_MS / 2],
    ])('%d targets first at random moments, on average after %d ms', async (count, meanMs) => {
      bench.random = 0.5;
      const regions = Array.from({ length: count }, (_, index) => `r${index}`);
      bench.poller.reconcile(regions.map((region) => bench.job(region)));
      await bench.clock.advance(meanMs - 1);
      expect(bench.made.get('r0')?.[0]?.calls).toEqual([]);
      await bench.clock.advance(1);
      expect(bench.api('r0').count('connections')).toBe(1);
      expect(bench.api(`r${count - 1}`).count('connections')).toBe(1);
    });

    it('what follows others at an interval of its own, once those have been listed', async () => {
      const down = connection('vco-1', { status: 'ike_sa_not_established' });
      const slow = (api: FakeApi): void => {
        api.connections = after(bench.clock, 5_000, lists([down]));
      };
      const collectors = ['connections', 'diagnosis'] as const;
      const rounds = [
        { ...BOUNDS, collectors: ['diagnosis'] as const, intervalMs: 3 * INTERVAL_MS },
        { ...BOUNDS, collectors: ['connections'] as const },
      ];
      bench.poller.reconcile([bench.job('a', slow, { collectors, rounds })]);
      await bench.clock.advance(4_999);
      expect(bench.api('a').calls).toEqual([['connections']]);
      await bench.clock.advance(1);
      expect(bench.api('a').calls).toEqual([['connections'], ['diagnose', 'vco-1']]);
      await bench.clock.advance(3 * INTERVAL_MS);
      expect(bench.api('a').count('diagnose')).toBe(2);
      expect(bench.api('a').count('connections')).toBe(4);
    });

    it('what failed after a minute, however long its interval', async () => {
      const rounds = [{ ...BOUNDS, collectors: ['gateways'] as const, intervalMs: 10 * 60_000 }];
      let isBroken = true;
      const prepare = (api: FakeApi): void => {
        api.gateways = (signal) => (isBroken ? refuses() : lists([gateway('vpn-1')]))(signal);
      };
      const job = bench.job('a', prepare, { collectors: ['gateways'], rounds });
      bench.poller.reconcile([job]);
      await bench.clock.advance(59_999);
      expect(bench.api('a').count('gateways')).toBe(1);
      await bench.clock.advance(1);
      expect(bench.api('a').count('gateways')).toBe(2);
      isBroken = false;
      await bench.clock.advance(60_000);
      await bench.clock.advance(10 * 60_000 - 1);
      expect(bench.api('a').count('gateways')).toBe(3);
      await bench.clock.advance(1);
      expect(bench.api('a').count('gateways')).toBe(4);
    });

    it('ends, although what some collectors follow was never listed', async () => {
      const collectors = ['connections', 'diagnosis'] as const;
      const rounds = [
        { ...BOUNDS, collectors: ['diagnosis'] as const, intervalMs: 3 * INTERVAL_MS },
        { ...BOUNDS, collectors: ['connections'] as const },
      ];
      bench.poller.reconcile([bench.job('a', answers(hangs), { collectors, rounds })]);
      await bench.clock.advance(1_000);
      await bench.poller.stop();
      expect(bench.api('a').count('diagnose')).toBe(0);
    });

    it('one target at a time, however long it takes', async () => {
      let running = 0;
      let most = 0;
      const slow = (api: FakeApi): void => {
        const answer = after(bench.clock, 25_000, lists([connection('vco-1')]));
        api.connections = async (signal) => {
          running += 1;
          most = Math.max(most, running);
          return answer(signal).finally(() => {
            running -= 1;
          });
        };
      };
      const poll = { ...BOUNDS, intervalMs: 10_000 };
      bench.poller.reconcile([bench.job('a', slow, { poll })]);
      await bench.clock.advance(100_000);
      expect(most).toBe(1);
      expect(bench.api('a').count('connections')).toBe(5);
    });

    it('on after a first failure, and recovers', async () => {
      bench.poller.reconcile([bench.job('a', answers(refuses()))]);
      await bench.clock.advance(0);
      expect(bench.outcome('a')).toBe('1 Throttling ');
      shows('vco-1')(bench.api('a'));
      await bench.clock.advance(INTERVAL_MS);
      expect(bench.outcome('a')).toBe('2 OK vco-1');
      expect(bench.log.take()).toEqual(['warn: poll failed', 'info: poll succeeded again']);
    });

    it('on after a defect of the exporter', async () => {
      bench.poller.reconcile([bench.job('a', answers(breaks))]);
      await bench.clock.advance(3 * INTERVAL_MS);
      expect(bench.outcome('a')).toBe('4 internal_error ');
    });

    it.each([
      ['hangs', hangs],
      ['does not even hear that it is cancelled', deaf],
    ])('others while one %s', async (_name, answer) => {
      bench.poller.reconcile([bench.job('a', answers(answer)), bench.job('b', shows('vco-1'))]);
      await bench.clock.advance(BOUNDS.timeoutMs - 1);
      expect([bench.outcome('a'), bench.outcome('b')]).toEqual(['0 nothing ', '1 OK vco-1']);
      await bench.clock.advance(2 * INTERVAL_MS);
      expect([bench.outcome('a'), bench.outcome('b')]).toEqual(['2 timeout ', '3 OK vco-1']);
    });

    it('only when it is due, and tells when it has', async () => {
      let isDue = true;
      let polls = 0;
      const afterPoll = (): void => {
        polls += 1;
      };
      bench.poller.reconcile([bench.job('a', shows(), { isDue: () => isDue, afterPoll })]);
      await bench.clock.advance(INTERVAL_MS);
      isDue = false;
      await bench.clock.advance(3 * INTERVAL_MS);
      expect([polls, bench.api('a').count('connections')]).toEqual([2, 2]);
      isDue = true;
      await bench.clock.advance(INTERVAL_MS);
      expect([polls, bench.api('a').count('connections')]).toEqual([3, 3]);
    });
  });

  describe('stop', () => {
    it('cancels polls, leaves no timer and no outcome of theirs, and keeps the state', async () => {
      bench.poller.reconcile([bench.job('a', shows('vco-1')), bench.job('b', answers(hangs))]);
      await bench.clock.advance(1_000);
      await bench.poller.stop();
      expect(bench.clock.pending).toBe(0);
      await bench.clock.advance(2 * INTERVAL_MS);
      expect([bench.outcome('a'), bench.outcome('b')]).toEqual(['1 OK vco-1', '0 nothing ']);
    });

    it('is for good: a reload that comes too late starts nothing', async () => {
      bench.poller.reconcile([bench.job('a', shows('vco-1'))]);
      await bench.clock.advance(1_000);
      await bench.poller.stop();
      bench.poller.reconcile([bench.job('a'), bench.job('b')]);
      expect(bench.clock.pending).toBe(0);
      expect(bench.outcome('a')).toBe('1 OK vco-1');
      expect(bench.made.get('b')).toBeUndefined();
    });
  });

  describe('isReady', () => {
    it('when every target has finished a poll, with success or without', async () => {
      const both = { collectors: ['connections', 'gateways'] } as const;
      const slowGateways = (api: FakeApi): void => {
        api.gateways = after(bench.clock, 5_000, lists([gateway('vpn-1')]));
      };
      bench.poller.reconcile([
        bench.job('a', answers(refuses())),
        bench.job('b', slowGateways, both),
        bench.job('c', answers(hangs)),
      ]);
      await bench.clock.advance(BOUNDS.timeoutMs - 1);
      expect(bench.poller.isReady).toBe(false);
      await bench.clock.advance(1);
      expect(bench.poller.isReady).toBe(true);
    });

    it('when what is asked about the connections just seen is answered, too', async () => {
      const collectors = ['connections', 'diagnosis'] as const;
      const slowDiagnosis = (api: FakeApi): void => {
        api.connections = lists([connection('vco-1', { status: 'ike_sa_not_established' })]);
        api.diagnoses = () => after(bench.clock, 5_000, lists([]));
      };
      bench.poller.reconcile([bench.job('a', slowDiagnosis, { collectors })]);
      await bench.clock.advance(4_999);
      expect(bench.poller.isReady).toBe(false);
      await bench.clock.advance(1);
      expect(bench.poller.isReady).toBe(true);
    });

    it('waits for a target that joins', async () => {
      bench.poller.reconcile([bench.job('a', shows('vco-1'))]);
      await bench.clock.advance(0);
      bench.poller.reconcile([bench.job('a'), bench.job('b', shows('vco-2'))]);
      expect(bench.poller.isReady).toBe(false);
      await bench.clock.advance(INTERVAL_MS);
      expect(bench.poller.isReady).toBe(true);
    });

    it('does not wait for what is asked about connections that cannot be seen', async () => {
      const collectors = ['connections', 'diagnosis', 'routes'] as const;
      bench.poller.reconcile([bench.job('a', answers(refuses()), { collectors })]);
      await bench.clock.advance(0);
      expect(bench.poller.isReady).toBe(true);
    });
  });

  describe('reconcile', () => {
    it('does not disturb a target that is the same: its poll goes on, its API and its rhythm stay', async () => {
      const slow = (api: FakeApi): void => {
        api.connections = after(bench.clock, 20_000, lists([connection('vco-1')]));
      };
      bench.poller.reconcile([bench.job('a', slow)]);
      await bench.clock.advance(10_000);
      bench.poller.reconcile([bench.job('a'), bench.job('b', shows('vco-2'))]);
      await bench.clock.advance(10_000);
      expect(bench.outcome('a')).toBe('1 OK vco-1');
      expect(bench.outcome('b')).toBe('1 OK vco-2');
      await bench.clock.advance(INTERVAL_MS - 1);
      expect(bench.outcome('a')).toBe('1 OK vco-1');
      await bench.clock.advance(1);
      expect(bench.outcome('a')).toBe('2 OK vco-1');
      expect(bench.made.get('a')).toHaveLength(1);
    });

    it('takes over what it says of the account of an undisturbed target', async () => {
      bench.poller.reconcile([bench.job('a', shows('vco-1'))]);
      await bench.clock.advance(0);
      const changed = target('a', { expectedConnections: ['vco-1'] });
      bench.poller.reconcile([bench.job('a', undefined, { target: changed })]);
      expect(bench.store.list().map((state) => state.target)).toEqual([changed]);
      await bench.clock.advance(INTERVAL_MS);
      expect(bench.outcome('a')).toBe('2 OK vco-1');
    });

    it('starts a changed target anew at once, with what is known of it', async () => {
      bench.poller.reconcile([bench.job('a', shows('vco-1'))]);
      await bench.clock.advance(10_000);
      bench.store.countRequest(target('a'), 'DescribeVpnConnections', 'OK');
      bench.poller.reconcile([bench.job('a', answers(refuses()), { fingerprint: 'a2' })]);
      expect(bench.outcome('a')).toBe('1 OK vco-1');
      await bench.clock.advance(0);
      expect(bench.outcome('a')).toBe('2 Throttling vco-1');
      expect(bench.store.get(target('a'))?.requests).toEqual({ DescribeVpnConnections: { OK: 1 } });
      await bench.clock.advance(INTERVAL_MS);
      expect(bench.made.get('a')?.map((api) => api.count('connections'))).toEqual([1, 2]);
    });

    it('cancels the poll of a changed target: an answer to the old question does not count', async () => {
      const late = (api: FakeApi): void => {
        api.connections = (_signal) =>
          after(bench.clock, 1_000, lists([connection('vco-old')]))(new AbortController().signal);
      };
      bench.poller.reconcile([bench.job('a', late)]);
      await bench.clock.advance(500);
      bench.poller.reconcile([bench.job('a', shows('vco-new'), { fingerprint: 'a2' })]);
      await bench.clock.advance(10_000);
      expect(bench.outcome('a')).toBe('1 OK vco-new');
    });

    it('has nothing more to do after the poll of a loop that went', async () => {
      let polls = 0;
      const afterPoll = (): void => {
        polls += 1;
      };
      bench.poller.reconcile([bench.job('a', answers(hangs), { afterPoll })]);
      await bench.clock.advance(1_000);
      bench.poller.reconcile([]);
      await bench.clock.advance(INTERVAL_MS);
      expect(polls).toBe(0);
    });

    it('forgets a target that went, also while it is polled, and one that comes back is new', async () => {
      bench.poller.reconcile([bench.job('a', shows('vco-1')), bench.job('b', answers(hangs))]);
      await bench.clock.advance(1_000);
      bench.poller.reconcile([]);
      await bench.clock.advance(2 * INTERVAL_MS);
      expect(bench.store.list()).toEqual([]);
      expect(bench.api('a').count('connections')).toBe(1);
      expect(bench.clock.pending).toBe(0);
      bench.poller.reconcile([bench.job('a', answers(refuses()))]);
      await bench.clock.advance(0);
      expect(bench.outcome('a')).toBe('1 Throttling ');
    });

    it('drops the state of a collector that was switched off', async () => {
      const both = { collectors: ['connections', 'gateways'] } as const;
      bench.poller.reconcile([bench.job('a', shows('vco-1'), both)]);
      await bench.clock.advance(0);
      bench.poller.reconcile([bench.job('a', shows('vco-1'), { fingerprint: 'a2' })]);
      expect(Object.keys(bench.store.get(target('a'))?.collectors ?? {})).toEqual(['connections']);
      expect(bench.outcome('a')).toBe('1 OK vco-1');
    });
  });
});

/** What happens to one target at one poll. */
const happening = fc.oneof(
  { weight: 3, arbitrary: fc.uniqueArray(fc.constantFrom('vco-1', 'vco-2', 'vco-3')) },
  { weight: 2, arbitrary: fc.constantFrom(...FAILURE_REASONS) },
  { weight: 1, arbitrary: fc.constantFrom('hangs' as const, 'breaks' as const) },
);

function answerTo(event: readonly string[] | string): FakeApi['connections'] {
  if (typeof event !== 'string') return lists(event.map((id) => connection(id)));
  if (event === 'hangs') return hangs;
  if (event === 'breaks') return breaks;
  return refuses({ reason: FAILURE_REASONS.find((reason) => reason === event) ?? 'timeout' });
}

it('what is shown of a target depends on what happened to it, and on nothing else', async () => {
  const regions = ['a', 'b', 'c', 'd', 'e'];
  const history = fc.array(happening, { minLength: 6, maxLength: 6 });

  /** Lines about each region after its history, when all these regions are polled. */
  async function lines(
    histories: ReadonlyMap<string, readonly (readonly string[] | string)[]>,
  ): Promise<ReadonlyMap<string, string>> {
    const bench = new Bench();
    const jobs = [...histories].map(([region, events]) => {
      const left = [...events];
      return bench.job(region, (api) => {
        api.connections = (signal) => answerTo(left.shift() ?? 'hangs')(signal);
      });
    });
    bench.poller.reconcile(jobs);
    await bench.clock.advance(5 * INTERVAL_MS + BOUNDS.timeoutMs);
    await bench.poller.stop();
    const page = renderSections(worldSections(), bench.store.list(), 'text', bench.clock.now());
    return new Map(
      [...histories.keys()].map((region) => {
        const mine = page.split('\n').filter((line) => line.includes(`region="${region}"`));
        return [region, mine.join('\n')];
      }),
    );
  }

  await fc.assert(
    fc.asyncProperty(fc.array(history, { minLength: 5, maxLength: 5 }), async (histories) => {
      const all = new Map(regions.map((region, index) => [region, histories[index] ?? []]));
      const together = await lines(all);
      for (const region of regions) {
        const alone = await lines(new Map([[region, all.get(region) ?? []]]));
        expect(together.get(region)).toBe(alone.get(region));
        expect(together.get(region)).toContain('alicloud_vpn_exporter_polls_total');
      }
    }),
    { numRuns: 15 },
  );
});
