/** Diagnosis and routes: what is asked, when, and how long the answers are good. */

import { beforeEach, describe, expect, it } from '@jest/globals';
import { linkId, type Connection, type Link } from '../../src/collectors/connections/item.ts';
import type { FailedReason } from '../../src/collectors/diagnosis/item.ts';
import { pollTarget, type PollBounds } from '../../src/polling/poll.ts';
import { current, type CollectorState } from '../../src/polling/state.ts';
import type { Items } from '../../src/polling/polled.ts';
import { Store } from '../../src/polling/store.ts';
import { after, breaks, FakeApi, hangs, lists, refuses, type Answer } from '../support/fake-api.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { config, connection, dual, target, tunnel } from '../support/samples.ts';

const TARGET = target();
const { poll: BOUNDS } = config();
const MINUTE_MS = 60_000;
const FAILED_REASON: FailedReason = {
  reason: 'PskMismatch',
  severity: 'Critical',
  mismatchLocal: '',
  mismatchRemote: '',
  failedSeconds: undefined,
};

const down = (id: string): Connection => connection(id, { status: 'ike_sa_not_established' });
const attached = (id: string): Connection => connection(id, { attachType: 'CEN' });

let clock: FakeClock;
let store: Store;
let api: FakeApi;
let log: MemoryLog;

const answers = (
  links: readonly Link[],
  changes: Partial<Items['diagnosis']>,
): Answer<Items['diagnosis']> =>
  lists(
    links.map((link) => ({
      ...link,
      id: linkId(link),
      failedReason: undefined,
      askedMs: clock.monotonic(),
      firstAskedMs: clock.monotonic(),
      isRefused: false,
      ...changes,
    })),
  );
const silent = (links: readonly Link[]) => answers(links, {});
const named =
  (reason: string) =>
  (links: readonly Link[]): Answer<Items['diagnosis']> =>
    answers(links, { failedReason: { ...FAILED_REASON, reason } });
const counted = (ids: readonly string[]): Answer<Items['routes']> =>
  lists(
    ids.map((id) => ({ kind: 'connection', id, counts: [], askedMs: clock.monotonic() }) as const),
  );

beforeEach(() => {
  clock = new FakeClock(1_000_000);
  store = new Store();
  api = new FakeApi();
  api.diagnoses = named('PskMismatch');
  api.routes = counted;
  log = new MemoryLog();
});

/** Polls once, a minute after the last time. */
async function poll(
  name: 'diagnosis' | 'routes',
  bounds: Partial<PollBounds> = {},
  passMs = 0,
): Promise<void> {
  await clock.advance(MINUTE_MS - passMs);
  const names = ['connections', name] as const;
  store.open(TARGET, names);
  const deps = { clock, store, log, onUnknownValue: () => undefined };
  const { signal } = new AbortController();
  const done = pollTarget(TARGET, names, api, { ...BOUNDS, ...bounds }, deps, signal);
  await clock.advance(passMs);
  await done;
}

function state<Name extends 'diagnosis' | 'routes'>(name: Name): CollectorState<Items[Name]> {
  const found: CollectorState<Items[Name]> | undefined = store.get(TARGET)?.collectors[name];
  if (found === undefined) throw new Error(`no state of ${name}`);
  return found;
}

/** What was asked since the last time. */
function asked(): readonly (readonly string[])[] {
  return api.calls
    .splice(0)
    .filter(([name]) => name !== 'connections')
    .map(([, ...ids]) => ids);
}

describe('diagnosis', () => {
  it('asks about what is down: single-tunnel connections, and tunnels by themselves', async () => {
    api.connections = lists([
      connection('vco-up'),
      down('vco-down'),
      dual('vco-dual', [tunnel('tun-1'), tunnel('tun-2', { status: 'unknown' })]),
    ]);
    await poll('diagnosis');
    expect(asked()).toEqual([['vco-down', 'tun-2']]);
    expect([...state('diagnosis').entries.keys()]).toEqual(['vco-down', 'tun-2']);
  });

  it('asks nothing when everything is up, and that is a success', async () => {
    api.connections = lists([connection('vco-up')]);
    await poll('diagnosis');
    expect(asked()).toEqual([]);
    expect(state('diagnosis')).toMatchObject({
      polls: 1,
      lastPoll: { finishedMs: clock.monotonic(), failure: undefined },
      lastSuccess: { resources: 0, reported: 0 },
    });
  });

  /** The minutes at which something was asked, and the reason that was known after each poll. */
  async function minutes(until: number): Promise<{ rounds: number[]; reasons: unknown[] }> {
    const rounds: number[] = [];
    const reasons: unknown[] = [];
    for (let minute = 0; minute <= until; minute += 1) {
      await poll('diagnosis');
      if (asked().length > 0) rounds.push(minute);
      reasons.push(state('diagnosis').entries.get('vco-1')?.item.failedReason?.reason);
    }
    return { rounds, reasons };
  }

  it('asks once where a reason is named, and again after ten minutes', async () => {
    api.connections = lists([down('vco-1')]);
    expect((await minutes(20)).rounds).toEqual([0, 10, 20]);
    expect(state('diagnosis').polls).toBe(21);
  });

  it('asks at every poll for ten minutes while no reason is named, and then every ten minutes', async () => {
    api.connections = lists([down('vco-1')]);
    api.diagnoses = silent;
    const { rounds } = await minutes(35);
    expect(rounds).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 19, 29]);
  });

  it('has the reason with the next poll when it is named late', async () => {
    api.connections = lists([down('vco-1')]);
    const later = named('PskMismatch');
    api.diagnoses = (links) => {
      api.diagnoses = later;
      return silent(links);
    };
    const { rounds, reasons } = await minutes(2);
    expect(reasons).toEqual([undefined, 'PskMismatch', 'PskMismatch']);
    expect(rounds).toEqual([0, 1]);
  });

  it('keeps a reason that is not named again as long as the link is down', async () => {
    api.connections = lists([down('vco-1')]);
    api.diagnoses = (links) => {
      api.diagnoses = silent;
      return named('PskMismatch')(links);
    };
    const { rounds, reasons } = await minutes(40);
    expect(new Set(reasons)).toEqual(new Set(['PskMismatch']));
    expect(rounds).toEqual([0, 10, 20, 30, 40]);
  });

  it('takes another reason when one is named', async () => {
    api.connections = lists([down('vco-1')]);
    await minutes(0);
    api.diagnoses = named('PeerMismatch');
    expect((await minutes(10)).reasons.at(-1)).toBe('PeerMismatch');
  });

  it('begins anew when the link was up meanwhile', async () => {
    api.connections = lists([down('vco-1')]);
    await minutes(0);
    api.connections = lists([connection('vco-1')]);
    await minutes(0);
    api.connections = lists([down('vco-1')]);
    api.diagnoses = silent;
    const { rounds, reasons } = await minutes(3);
    expect(reasons).toEqual([undefined, undefined, undefined, undefined]);
    expect(rounds).toEqual([0, 1, 2, 3]);
  });

  it('asks every ten minutes only about an id that is refused', async () => {
    api.connections = lists([down('vco-1'), down('vco-2')]);
    api.diagnoses = (links) => answers(links, { isRefused: true });
    expect((await minutes(20)).rounds).toEqual([0, 10, 20]);
  });

  describe('where the API does not offer it', () => {
    const NOT_OFFERED = {
      reason: 'invalid_request',
      code: 'InvalidApi.NotFound',
      transient: false,
    } as const;

    beforeEach(() => {
      api.connections = lists([down('vco-1')]);
      api.diagnoses = () => refuses(NOT_OFFERED);
    });

    it('is neither up nor down, and asks once an hour', async () => {
      expect((await minutes(61)).rounds).toEqual([0, 60]);
      expect(state('diagnosis')).toMatchObject({
        lastPoll: undefined,
        lastSuccess: undefined,
        failures: {},
      });
    });

    it('says so once', async () => {
      await minutes(61);
      const lines = log.lines.filter(({ level }) => level !== 'debug');
      expect(lines).toEqual([
        expect.objectContaining({
          level: 'info',
          fields: expect.objectContaining({ collector: 'diagnosis', code: 'InvalidApi.NotFound' }),
        }),
      ]);
    });

    it('is up when it is offered later', async () => {
      await minutes(0);
      api.diagnoses = named('PskMismatch');
      expect((await minutes(60)).reasons.at(-1)).toBe('PskMismatch');
      expect(state('diagnosis').lastPoll).toMatchObject({ failure: undefined });
    });

    it.each(['RegionId.ApiNotSupported', 'UnsupportedRegion', 'UserNotInWhiteList'])(
      'is told by the code %s',
      async (code) => {
        api.diagnoses = () => refuses({ ...NOT_OFFERED, code });
        await minutes(0);
        expect(state('diagnosis').lastPoll).toBeUndefined();
      },
    );

    it('is not told by a missing permission, which somebody has to grant', async () => {
      api.diagnoses = () =>
        refuses({ reason: 'forbidden', code: 'Forbidden.RAM', transient: false });
      await minutes(0);
      expect(state('diagnosis').lastPoll?.failure?.code).toBe('Forbidden.RAM');
    });

    it('never takes target_up from the connections', async () => {
      api.connections = refuses(NOT_OFFERED);
      await minutes(0);
      expect(store.get(TARGET)?.collectors.connections?.lastPoll?.failure?.code).toBe(
        'InvalidApi.NotFound',
      );
    });
  });

  it('asks about what goes down later at once, and about that alone', async () => {
    api.connections = lists([down('vco-1')]);
    await poll('diagnosis');
    api.connections = lists([down('vco-1'), down('vco-2')]);
    await poll('diagnosis');
    expect(asked()).toEqual([['vco-1'], ['vco-2']]);
    expect([...state('diagnosis').entries.keys()]).toEqual(['vco-1', 'vco-2']);
  });

  it('forgets what is up again, or gone', async () => {
    api.connections = lists([down('vco-1'), down('vco-2')]);
    await poll('diagnosis');
    api.connections = lists([connection('vco-1')]);
    await poll('diagnosis');
    expect(state('diagnosis').entries.size).toBe(0);
  });

  it('keeps an answer fresh as long as the connection is still seen down', async () => {
    api.connections = lists([down('vco-1')]);
    for (let minute = 0; minute < 9; minute += 1) await poll('diagnosis');
    const shown = current(state('diagnosis'), BOUNDS.staleAfterMs, clock.monotonic());
    expect(shown.items.map(({ id }) => id)).toEqual(['vco-1']);
  });

  it('keeps a reason that is known while the API refuses more', async () => {
    api.connections = lists([down('vco-1')]);
    await poll('diagnosis');
    api.connections = lists([down('vco-1'), down('vco-2')]);
    api.diagnoses = () => refuses({ reason: 'forbidden', code: 'Forbidden.RAM', transient: false });
    const shown = [];
    for (let minute = 0; minute < 7; minute += 1) {
      await poll('diagnosis');
      shown.push(current(state('diagnosis'), BOUNDS.staleAfterMs, clock.monotonic()).items.length);
    }
    expect(shown).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  it.each<[string, boolean, readonly number[]]>([
    ['that passes at the next poll', true, [0, 1, 2, 3]],
    ['that does not pass by itself after ten minutes', false, [0, 10]],
  ])('tries again after a failure %s', async (_name, transient, expected) => {
    api.connections = lists([down('vco-1')]);
    api.diagnoses = () => refuses({ transient });
    const rounds: number[] = [];
    for (let minute = 0; minute <= (expected.at(-1) ?? 0); minute += 1) {
      await poll('diagnosis');
      if (asked().length > 0) rounds.push(minute);
      expect(state('diagnosis').lastPoll?.failure).toBeDefined();
    }
    expect(rounds).toEqual(expected);
  });

  it('has failed no longer when nothing is down any more', async () => {
    api.connections = lists([down('vco-1')]);
    api.diagnoses = () => refuses({ transient: false });
    await poll('diagnosis');
    api.connections = lists([connection('vco-1')]);
    await poll('diagnosis');
    expect(state('diagnosis').lastPoll?.failure).toBeUndefined();
  });

  it('asks nothing, and has no outcome, when the connections cannot be seen', async () => {
    api.connections = lists([down('vco-1')]);
    await poll('diagnosis');
    asked();
    const before = state('diagnosis');
    api.connections = refuses();
    await poll('diagnosis');
    expect(asked()).toEqual([]);
    expect(state('diagnosis')).toBe(before);
  });

  it('never touches the connections', async () => {
    api.connections = lists([down('vco-1')]);
    for (const answer of [breaks, refuses(), hangs]) {
      api.diagnoses = () => answer;
      await poll('diagnosis', {}, BOUNDS.timeoutMs);
      expect(state('diagnosis').lastPoll?.failure).toBeDefined();
      expect(store.get(TARGET)?.collectors.connections?.lastPoll?.failure).toBeUndefined();
    }
  });

  it('has what the connections left of the poll’s time', async () => {
    api.connections = after(clock, 20_000, lists([down('vco-1')]));
    api.diagnoses = () => hangs;
    await poll('diagnosis', {}, BOUNDS.timeoutMs);
    expect(state('diagnosis').lastPoll).toMatchObject({
      durationMs: BOUNDS.timeoutMs - 20_000,
      failure: { code: 'timeout' },
    });
  });

  describe('cut short', () => {
    /** Polls until a second has passed. */
    async function cutShort(): Promise<void> {
      const names = ['connections', 'diagnosis'] as const;
      store.open(TARGET, names);
      const stop = new AbortController();
      const deps = { clock, store, log, onUnknownValue: () => undefined };
      const done = pollTarget(TARGET, names, api, BOUNDS, deps, stop.signal);
      await clock.advance(1_000);
      stop.abort();
      await done;
    }

    it('leaves no outcome', async () => {
      api.connections = lists([down('vco-1')]);
      api.diagnoses = () => hangs;
      await cutShort();
      expect(state('diagnosis').polls).toBe(0);
    });

    it('together with the connections leaves none either, whatever these were before', async () => {
      api.connections = lists([connection('vco-up')]);
      await poll('diagnosis');
      api.connections = hangs;
      await cutShort();
      expect(state('diagnosis').polls).toBe(1);
    });
  });
});

describe('routes', () => {
  it('are counted for connections of transit routers, at each poll', async () => {
    api.connections = lists([attached('vco-1'), connection('vco-2'), attached('vco-3')]);
    await poll('routes');
    await poll('routes');
    expect(asked()).toEqual([
      ['vco-1', 'vco-3'],
      ['vco-1', 'vco-3'],
    ]);
  });

  it('take turns when there are more than the quota bears', async () => {
    // Half of 8 calls a minute, two for each connection: two connections per poll.
    const bounds = { requestsPerMinute: 8 };
    api.connections = lists(['1', '2', '3', '4', '5'].map(attached));
    for (let minute = 0; minute < 5; minute += 1) await poll('routes', bounds);
    expect(asked()).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5', '1'],
      ['2', '3'],
      ['4', '1'],
    ]);
    expect(state('routes').entries.size).toBe(5);
  });

  it('are counted for one at least, however small the quota', async () => {
    api.connections = lists([attached('1'), attached('2')]);
    for (let minute = 0; minute < 3; minute += 1) await poll('routes', { requestsPerMinute: 1 });
    expect(asked()).toEqual([['1'], ['2'], ['1']]);
  });

  it('go when the API does not count them any more', async () => {
    api.connections = lists([attached('vco-1')]);
    await poll('routes');
    api.routes = () => refuses({ transient: true });
    const shown = [];
    for (let minute = 0; minute < 7; minute += 1) {
      await poll('routes');
      shown.push(current(state('routes'), BOUNDS.staleAfterMs, clock.monotonic()).items.length);
    }
    expect(shown).toEqual([1, 1, 1, 1, 1, 0, 0]);
  });

  it('of a connection that is gone meanwhile are left out', async () => {
    api.connections = lists([attached('vco-1'), attached('vco-2')]);
    api.routes = (ids) => counted(ids.slice(1));
    await poll('routes');
    expect([...state('routes').entries.keys()]).toEqual(['vco-2']);
  });
});
