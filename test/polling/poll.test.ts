/** What one poll leaves behind: an outcome for each collector, whatever happens to the others. */

import { beforeEach, describe, expect, it } from '@jest/globals';
import { pollTarget } from '../../src/polling/poll.ts';
import type { CollectorState } from '../../src/polling/state.ts';
import type { Items } from '../../src/polling/polled.ts';
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
import { FakeClock, settle } from '../support/fake-clock.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { config, connection, gateway, target } from '../support/samples.ts';

const TARGET = target();
const { poll: BOUNDS } = config();
const NAMES = ['connections', 'gateways'] as const;
const SEEN = lists([connection('vco-1')]);

describe('pollTarget', () => {
  let clock: FakeClock;
  let store: Store;
  let log: MemoryLog;
  let api: FakeApi;
  let stop: AbortController;
  let unknown: string[];

  beforeEach(() => {
    clock = new FakeClock(1_000_000);
    store = new Store();
    store.open(TARGET, NAMES);
    log = new MemoryLog();
    api = new FakeApi();
    stop = new AbortController();
    unknown = [];
  });

  function start(names: readonly (keyof Items)[] = NAMES): Promise<void> {
    const onUnknownValue = (field: string): void => {
      unknown.push(field);
    };
    const deps = { clock, store, log, onUnknownValue };
    return pollTarget(TARGET, names, api, BOUNDS, deps, stop.signal);
  }

  async function poll(passMs = 0): Promise<void> {
    const done = start();
    await clock.advance(passMs);
    await done;
  }

  function state(name: keyof Items = 'connections'): CollectorState<{ readonly id: string }> {
    const found = store.get(TARGET)?.collectors[name];
    if (found === undefined) throw new Error(`no state of ${name}`);
    return found;
  }

  const outcome = (name: keyof Items = 'connections') => {
    const { polls, lastPoll, entries } = state(name);
    return { polls, code: lastPoll?.failure?.code, ids: [...entries.keys()] };
  };

  describe('of thousands of connections', () => {
    const ids = Array.from({ length: 2_000 }, (_, index) => `vco-${index}`);
    /** Whether anything of the poll is known, at each turn of the event loop until it ends. */
    async function turns(act: (turn: number) => void = () => undefined): Promise<boolean[]> {
      api.connections = lists(ids.map((id) => connection(id)));
      const seen: boolean[] = [];
      const done = start(['connections']).then(() => 'over');
      while ((await Promise.race([done, settle()])) !== 'over') {
        act(seen.length);
        seen.push(state().entries.size > 0);
      }
      seen.push(state().entries.size > 0);
      return seen;
    }

    it('lets others run while it keeps them, and shows them all at once', async () => {
      const seen = await turns();
      expect(seen.filter((isKnown) => !isKnown).length).toBeGreaterThan(10);
      expect(seen.at(-1)).toBe(true);
      expect(state().entries.size).toBe(ids.length);
    });

    it('leaves nothing when it is cut short meanwhile', async () => {
      await turns((number) => {
        if (number === 5) stop.abort();
      });
      expect(outcome()).toEqual({ polls: 0, code: undefined, ids: [] });
      expect(log.lines).toEqual([]);
    });
  });

  it('keeps what each collector lists', async () => {
    api.connections = SEEN;
    api.gateways = lists([gateway('vpn-1')]);
    await poll();
    expect(outcome('connections')).toEqual({ polls: 1, code: undefined, ids: ['vco-1'] });
    expect(outcome('gateways')).toEqual({ polls: 1, code: undefined, ids: ['vpn-1'] });
  });

  it('runs the collectors that are asked for, and no others', async () => {
    await start(['gateways']);
    expect(api.calls).toEqual([['gateways']]);
    expect(state('connections').polls).toBe(0);
  });

  it('tells the API what was there before', async () => {
    api.connections = lists([connection('vco-1'), connection('vco-2')]);
    await poll();
    await poll();
    expect(api.calls.filter(([name]) => name === 'connections')).toEqual([
      ['connections'],
      ['connections', 'vco-1', 'vco-2'],
    ]);
  });

  it('tells it no longer what a row of unknown id has kept for longer than stale_after', async () => {
    api.connections = SEEN;
    await poll();
    const rejected = [{ id: undefined, field: 'VpnConnectionId' }];
    api.connections = lists([], { rejected });
    for (let minute = 0; minute < 7; minute += 1) {
      await clock.advance(60_000);
      await poll();
    }
    expect(api.calls.filter(([name]) => name === 'connections').slice(-2)).toEqual([
      ['connections', 'vco-1'],
      ['connections'],
    ]);
  });

  it('remembers when it ended, and how long it took', async () => {
    api.connections = after(clock, 1_250, SEEN);
    await poll(2_000);
    expect(state().lastPoll).toEqual({
      finishedMs: 1_001_250,
      durationMs: 1_250,
      failure: undefined,
    });
  });

  it('takes the time that passed, whatever the time of day is set to', async () => {
    api.connections = after(clock, 1_000, SEEN);
    const done = start();
    await clock.advance(500);
    clock.jump(-60_000);
    await clock.advance(500);
    await done;
    expect(state().lastPoll?.durationMs).toBe(1_000);
  });

  it('reports every unknown value', async () => {
    api.connections = lists([connection('vco-1')], { unknownFields: ['State', 'Status', 'State'] });
    await poll();
    expect(unknown).toEqual(['State', 'Status', 'State']);
  });

  it.each<[string, Answer<never>, string]>([
    ['is refused', refuses({ code: 'Forbidden.RAM' }), 'Forbidden.RAM'],
    ['does not answer', hangs, 'timeout'],
    ['does not even hear that it is cancelled', deaf, 'timeout'],
    ['meets a defect of the exporter', breaks, 'internal_error'],
    ['rejects with something else', () => Promise.reject(new Error('x')), 'internal_error'],
    ['lists something else than a listing', () => Promise.resolve({} as never), 'internal_error'],
  ])('one that %s leaves the others alone', async (_name, answer, code) => {
    api.connections = SEEN;
    await poll();
    api.connections = answer;
    api.gateways = lists([gateway('vpn-1')]);
    await poll(BOUNDS.timeoutMs);
    expect(outcome('connections')).toEqual({ polls: 2, code, ids: ['vco-1'] });
    expect(outcome('gateways')).toEqual({ polls: 2, code: undefined, ids: ['vpn-1'] });
    expect(clock.pending).toBe(0);
  });

  it('starts all collectors at once', async () => {
    api.connections = after(clock, 10_000, lists([connection('vco-1')]));
    api.gateways = after(clock, 10_000, lists([gateway('vpn-1')]));
    await poll(10_000);
    expect(outcome('connections').ids).toEqual(['vco-1']);
    expect(outcome('gateways').ids).toEqual(['vpn-1']);
  });

  it('ends at the deadline, not before and not after', async () => {
    api.connections = after(clock, BOUNDS.timeoutMs - 1, SEEN);
    api.gateways = after(clock, BOUNDS.timeoutMs + 1, lists([gateway('vpn-1')]));
    await poll(BOUNDS.timeoutMs);
    expect(outcome('connections').code).toBeUndefined();
    expect(state('gateways').lastPoll).toMatchObject({
      durationMs: BOUNDS.timeoutMs,
      failure: { reason: 'timeout', code: 'timeout' },
    });
  });

  describe('cut short', () => {
    it.each<[string, Answer<never>]>([
      ['while it waits', hangs],
      ['while it waits for what does not hear of it', deaf],
    ])('%s leaves no outcome', async (_name, answer) => {
      api.connections = answer;
      api.gateways = answer;
      const done = start();
      await clock.advance(1_000);
      stop.abort();
      await done;
      expect(outcome('connections').polls).toBe(0);
      expect(outcome('gateways').polls).toBe(0);
      expect(log.lines).toEqual([]);
      expect(clock.pending).toBe(0);
    });

    it('before it begins leaves none', async () => {
      stop.abort();
      await poll();
      expect(outcome().polls).toBe(0);
    });

    it('at the moment of the answer leaves none: it may be of another configuration', async () => {
      api.connections = async () => {
        const answer = await SEEN(stop.signal);
        queueMicrotask(() => {
          stop.abort();
        });
        return answer;
      };
      await poll();
      expect(outcome()).toEqual({ polls: 0, code: undefined, ids: [] });
    });

    it('keeps the outcome of what had ended before', async () => {
      api.connections = SEEN;
      api.gateways = hangs;
      const done = start();
      await clock.advance(1_000);
      stop.abort();
      await done;
      expect(outcome('connections').polls).toBe(1);
      expect(outcome('gateways').polls).toBe(0);
    });

    it('leaves nothing for a target that was closed meanwhile', async () => {
      api.connections = after(clock, 1_000, SEEN);
      const done = start();
      store.close(TARGET);
      await clock.advance(1_000);
      await done;
      expect(store.list()).toEqual([]);
    });
  });

  describe('its log', () => {
    const throttled = refuses();
    const forbidden = refuses({ reason: 'forbidden', code: 'Forbidden.RAM' });

    it.each<[string, readonly Answer<never>[], readonly string[]]>([
      ['successes', [lists([]), lists([])], ['debug: poll succeeded', 'debug: poll succeeded']],
      ['a failure', [throttled], ['warn: poll failed']],
      [
        'the same failure again and again',
        [throttled, throttled, throttled],
        ['warn: poll failed', 'debug: poll failed again', 'debug: poll failed again'],
      ],
      [
        'failures that alternate',
        [throttled, forbidden, throttled, forbidden],
        ['warn: poll failed', ...Array.from({ length: 3 }, () => 'debug: poll failed again')],
      ],
      [
        'a recovery',
        [throttled, lists([]), lists([])],
        ['warn: poll failed', 'info: poll succeeded again', 'debug: poll succeeded'],
      ],
      [
        'a relapse',
        [lists([]), throttled, lists([]), throttled],
        [
          'debug: poll succeeded',
          'warn: poll failed',
          'info: poll succeeded again',
          'warn: poll failed',
        ],
      ],
    ])('of %s', async (_name, answers, expected) => {
      for (const answer of answers) {
        api.connections = answer;
        await start(['connections']);
      }
      expect(log.take()).toEqual(expected);
    });

    it('says what failed, where and why', async () => {
      api.connections = after(
        clock,
        40,
        refuses({ code: 'Throttling.User', statusCode: 400, requestId: '1A2B' }),
      );
      const done = start(['connections']);
      await clock.advance(40);
      await done;
      expect(log.lines[0]?.fields).toEqual({
        account: 'prod',
        region: 'cn-hangzhou',
        collector: 'connections',
        duration_ms: 40,
        reason: 'throttled',
        code: 'Throttling.User',
        status: 400,
        request_id: '1A2B',
        hint: 'wait',
      });
    });

    it('says how much was seen', async () => {
      api.connections = SEEN;
      await start(['connections']);
      expect(log.lines[0]?.fields).toMatchObject({ collector: 'connections', resources: 1 });
    });

    it('never quotes an error that is not the API’s', async () => {
      api.connections = breaks;
      await start(['connections']);
      expect(JSON.stringify([log.lines, state()])).not.toContain('SECRET');
    });
  });
});
