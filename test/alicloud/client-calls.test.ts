import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../src/model/failure.ts';
import type { Credential } from '../../src/alicloud/credential.ts';
import { Limiter } from '../../src/alicloud/limits.ts';
import { FakeClock, settle, skippingClock } from '../support/fake-clock.ts';
import {
  client,
  connectionsPage,
  ok,
  POLL,
  refusal,
  silence,
  transportOf,
} from './support/client.ts';
import { credentialSource, KEY } from '../support/exporter.ts';

const NOBODY = new Map<string, never>();
const never = (): AbortSignal => new AbortController().signal;

/** What became of a promise so far. */
function watch(work: Promise<unknown>): { outcome: unknown } {
  const state: { outcome: unknown } = { outcome: 'waiting' };
  work.then(
    (result) => {
      state.outcome = result;
    },
    (error: unknown) => {
      state.outcome = error;
    },
  );
  return state;
}

const failure = (reason: string, code: string, hint = /./) =>
  expect.objectContaining({
    failure: expect.objectContaining({ reason, code, hint: expect.stringMatching(hint) }),
  });

describe('what is reported of attempts', () => {
  it('is each one, once, with its code', async () => {
    const answers = [
      () => refusal('Throttling.User'),
      () => ({ status: 502, headers: {}, body: '<html>' }),
      () => Promise.reject(Object.assign(new Error('reset'), { code: 'ECONNRESET' })),
      () => ok({}),
    ];
    const { transport, requests } = transportOf(
      (request, _signal, call) => answers[call]?.() ?? connectionsPage(request, 1),
    );
    const { api, codes, attempts } = client({ transport, clock: skippingClock() });
    await api.listConnections(NOBODY, never());
    expect(codes()).toEqual([
      'Throttling.User',
      'http_502',
      'connection_reset',
      'bad_response',
      'OK',
    ]);
    expect(requests).toHaveLength(5);
    expect(attempts.map(({ number, status }) => [number, status])).toEqual([
      [1, 400],
      [2, 502],
      [3, undefined],
      [4, 200],
      [5, 200],
    ]);
    expect(new Set(attempts.map(({ peer }) => peer))).toEqual(new Set(['vpc.aliyuncs.com']));
    expect(new Set(attempts.map(({ action }) => action))).toEqual(
      new Set(['DescribeVpnConnections']),
    );
  });

  it('is how long each took, without what it waited before', async () => {
    const clock = new FakeClock();
    const { transport } = transportOf(async (request, _signal, call) => {
      await new Promise<void>((resolve) => {
        clock.after(call === 0 ? 2500 : 700, resolve);
      });
      return call === 0 ? refusal('Throttling') : connectionsPage(request, 1);
    });
    const { api, attempts } = client({ transport, clock });
    const state = watch(api.listConnections(NOBODY, never()));
    await clock.advance(20_000);
    expect(state.outcome).toMatchObject({ reported: 1 });
    expect(attempts.map(({ durationSeconds }) => durationSeconds)).toEqual([2.5, 0.7]);
  });

  it('is that of a monotonic clock, whatever the time of day is set to', async () => {
    const clock = new FakeClock(1e12);
    const { transport } = transportOf(async (request) => {
      clock.jump(-5000);
      await clock.advance(250);
      return connectionsPage(request, 1);
    });
    const { api, attempts } = client({ transport, clock });
    await api.listConnections(NOBODY, never());
    expect(attempts.map(({ durationSeconds }) => durationSeconds)).toEqual([0.25]);
  });

  it('tells a cancelled one from one that is late', async () => {
    const clock = new FakeClock();
    const { transport } = transportOf((_request, signal) => silence(signal));
    const { api, codes } = client({ transport, clock });
    const controller = new AbortController();
    const state = watch(api.listConnections(NOBODY, controller.signal));
    await clock.advance(10_000);
    expect(codes()).toEqual(['timeout']);
    await clock.advance(300);
    const reason = new Error('stop');
    controller.abort(reason);
    await settle();
    expect(codes()).toEqual(['timeout', 'canceled']);
    expect(state.outcome).toBe(reason);
  });
});

describe('the deadline of a call', () => {
  it('ends an attempt, and is set anew for the next one', async () => {
    const clock = new FakeClock();
    const { transport, requests } = transportOf((request, signal, call) =>
      call === 0 ? silence(signal) : connectionsPage(request, 1),
    );
    const { api, codes } = client({ transport, clock });
    const state = watch(api.listConnections(NOBODY, never()));
    await clock.advance(9_999);
    expect(requests).toHaveLength(1);
    expect(codes()).toEqual([]);
    await clock.advance(1);
    expect(codes()).toEqual(['timeout']);
    await clock.advance(1000);
    expect(state.outcome).toMatchObject({ reported: 1 });
    expect(clock.pending).toBe(0);
  });

  it('does not count time spent waiting for a place', async () => {
    const clock = new FakeClock();
    const limiter = new Limiter(1);
    const { transport } = transportOf((request) => connectionsPage(request, 1));
    const { api, codes } = client({ transport, clock, limiter });
    let free: () => void = () => undefined;
    const busy = (): Promise<void> =>
      new Promise((resolve) => {
        free = resolve;
      });
    void limiter.run({ key: 'other', isSuspect: () => false }, busy, never());
    const state = watch(api.listConnections(NOBODY, never()));
    await clock.advance(25_000);
    expect(codes()).toEqual([]);
    free();
    await settle();
    expect(state.outcome).toMatchObject({ reported: 1 });
  });

  it('is also that of an answer that is never read to its end', async () => {
    const clock = new FakeClock();
    const { transport } = transportOf(() => new Promise(() => undefined));
    const { api } = client({ transport, clock });
    const state = watch(api.listConnections(NOBODY, never()));
    await clock.advance(60_000);
    expect(state.outcome).toEqual(failure('timeout', 'timeout'));
    expect((state.outcome as Error).message).toContain('no answer within 10 s');
  });
});

describe('requests per minute', () => {
  it('are kept to, over pages and retries', async () => {
    const clock = new FakeClock();
    const { transport, requests } = transportOf((request, _signal, call) =>
      call === 3 ? refusal('Throttling') : connectionsPage(request, 500),
    );
    const { api } = client({ transport, clock, poll: { ...POLL, requestsPerMinute: 6 } });
    const state = watch(api.listConnections(NOBODY, never()));
    await clock.advance(9_999);
    expect(requests).toHaveLength(6);
    await clock.advance(10_001);
    expect(requests).toHaveLength(8);
    await clock.advance(40_000);
    expect(requests).toHaveLength(11);
    expect(state.outcome).toMatchObject({ reported: 500 });
  });

  it('are each client’s own', async () => {
    const clock = new FakeClock();
    const { transport, requests } = transportOf((request) => connectionsPage(request, 1));
    const poll = { ...POLL, requestsPerMinute: 1 };
    for (const region of ['a', 'b', 'c']) {
      void client({ transport, clock, poll }, { name: region }).api.listConnections(
        NOBODY,
        never(),
      );
    }
    await settle();
    expect(requests).toHaveLength(3);
  });
});

describe('calls in flight', () => {
  it('are never more than there are places, for all clients together', async () => {
    const limiter = new Limiter(3);
    const { transport, requests, most } = transportOf(async (request) => {
      await settle();
      return connectionsPage(request, 600);
    });
    const clock = skippingClock();
    const listings = await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        client({ transport, clock, limiter }, { name }).api.listConnections(NOBODY, never()),
      ),
    );
    expect(listings.map(({ items }) => items.length)).toEqual([600, 600, 600]);
    expect(requests).toHaveLength(36);
    expect(most()).toBe(3);
  });

  it('do not all belong to a target that is silent', async () => {
    const clock = new FakeClock();
    const limiter = new Limiter(2);
    const mute = transportOf((_request, signal) => silence(signal));
    const silent = client({ transport: mute.transport, clock, limiter }, { name: 'silent' });
    const first = watch(silent.api.listConnections(NOBODY, never()));
    await clock.advance(60_000);
    expect(first.outcome).toEqual(failure('timeout', 'timeout'));

    const before = mute.requests.length;
    void silent.api.listConnections(NOBODY, never());
    void silent.api.listGateways(NOBODY, never());
    await settle();
    expect(mute.requests.length - before).toBe(1);

    const { transport } = transportOf((request) => connectionsPage(request, 1));
    const healthy = client({ transport, clock, limiter }, { name: 'healthy' });
    expect(await healthy.api.listConnections(NOBODY, never())).toMatchObject({ reported: 1 });
  });

  it('may be all of those of a target that answers again', async () => {
    const clock = new FakeClock();
    const limiter = new Limiter(2);
    const state = { isSilent: true };
    const { transport, requests } = transportOf((request, signal) =>
      state.isSilent ? silence(signal) : connectionsPage(request, 1),
    );
    const { api } = client({ transport, clock, limiter });
    void api.listConnections(NOBODY, never()).catch(() => undefined);
    await clock.advance(60_000);
    state.isSilent = false;
    await api.listConnections(NOBODY, never());
    state.isSilent = true;
    const before = requests.length;
    void api.listConnections(NOBODY, never());
    void api.listGateways(NOBODY, never());
    await settle();
    expect(requests.length - before).toBe(2);
  });
});

describe('the clock', () => {
  it('is told from the Date of the answer that refuses it', async () => {
    const clock = skippingClock();
    const date = new Date(clock.now() - 3_600_000).toUTCString();
    const { transport } = transportOf(() => ({
      ...refusal('IllegalTimestamp'),
      headers: { date },
    }));
    const { api } = client({ transport, clock });
    await expect(api.listConnections(NOBODY, never())).rejects.toEqual(
      failure('auth', 'IllegalTimestamp', /this machine is (1h|59m59s) ahead of that of vpc\.ali/),
    );
  });
});

describe('credentials', () => {
  it.each([
    ['InvalidAccessKeyId.NotFound', 404, 1],
    ['SignatureDoesNotMatch', 400, 1],
    ['InvalidSecurityToken.Expired', 400, 2],
  ])('are rejected after %s', async (code, status, times) => {
    const { transport } = transportOf(() => refusal(code, status));
    const { api, credentials, codes } = client({ transport, clock: skippingClock() });
    await expect(api.listConnections(NOBODY, never())).rejects.toEqual(failure('auth', code));
    expect(codes()).toEqual(Array.from({ length: times }, () => code));
    expect(credentials.rejected).toEqual(Array.from({ length: times }, () => KEY));
  });

  it.each([
    ['Forbidden.RAM', 403],
    ['Throttling.User', 400],
    ['InvalidParameter', 400],
    ['InternalError', 500],
    ['InvalidTimeStamp.Expired', 400],
    ['IllegalTimestamp', 400],
  ])('are not rejected after %s', async (code, status) => {
    const { transport } = transportOf(() => refusal(code, status));
    const { api, credentials } = client({ transport, clock: skippingClock() });
    await expect(api.listConnections(NOBODY, never())).rejects.toBeInstanceOf(ApiError);
    expect(credentials.rejected).toEqual([]);
  });

  it('are asked for anew for each attempt, and what was used is what is rejected', async () => {
    const old: Credential = { ...KEY, accessKeyId: 'old' };
    const source = credentialSource();
    const given = [old, KEY];
    const get = () => Promise.resolve(given.shift() ?? KEY);
    const { transport, requests } = transportOf((request, _signal, call) =>
      call === 0 ? refusal('InvalidSecurityToken.Expired') : connectionsPage(request, 1),
    );
    const { api } = client({
      transport,
      clock: skippingClock(),
      credentials: { ...source, get },
    });
    await api.listConnections(NOBODY, never());
    expect(source.rejected).toEqual([old]);
    const used = requests.map(
      ({ headers }) => /Credential=([^,]+)/.exec(headers['authorization'] ?? '')?.[1],
    );
    expect(used).toEqual(['old', KEY.accessKeyId]);
  });

  it('that cannot be had are no attempt and take no place', async () => {
    const refused = new ApiError({ reason: 'auth', code: 'x', hint: 'h', transient: false });
    const source = { ...credentialSource(), get: () => Promise.reject(refused) };
    const { transport, requests } = transportOf((request) => connectionsPage(request, 1));
    const { api, attempts } = client({
      transport,
      clock: skippingClock(),
      credentials: source,
    });
    await expect(api.listConnections(NOBODY, never())).rejects.toBe(refused);
    expect(requests).toEqual([]);
    expect(attempts).toEqual([]);
    expect(source.rejected).toEqual([]);
  });

  it('that are refused again and again are used less and less often', async () => {
    const clock = new FakeClock();
    const { transport, requests } = transportOf(() => refusal('SignatureDoesNotMatch'));
    const { api, credentials } = client({ transport, clock });
    const outcomes: unknown[] = [];
    for (let second = 0; second < 300; second += 5) {
      outcomes.push(await api.listConnections(NOBODY, never()).catch((error: unknown) => error));
      await clock.advance(5_000);
    }
    // Pauses of 1.5, 3, 6, 12, 24 and then 45 s.
    expect(requests.length).toBeLessThan(14);
    expect(requests.length).toBeGreaterThan(8);
    expect(credentials.rejected).toHaveLength(requests.length);
    expect(outcomes).toEqual(outcomes.map(() => failure('auth', 'SignatureDoesNotMatch')));
  });

  it('pause for the target that was refused alone', async () => {
    const clock = new FakeClock();
    const credentials = credentialSource();
    const refused = transportOf(() => refusal('SignatureDoesNotMatch'));
    const bad = client({ transport: refused.transport, clock, credentials });
    const { transport, requests } = transportOf((request) => connectionsPage(request, 1));
    const good = client({ transport, clock, credentials }, { name: 'good' });
    for (let second = 0; second < 60; second += 1) {
      await bad.api.listConnections(NOBODY, never()).catch(() => undefined);
      await good.api.listConnections(NOBODY, never());
      await clock.advance(1_000);
    }
    expect(requests).toHaveLength(60);
    expect(credentials.accepted).toHaveLength(60);
  });

  it('that are replaced are tried at once, and a success ends the pause', async () => {
    const clock = new FakeClock();
    const { transport, requests } = transportOf((request, _signal, call) =>
      call < 3 || call === 4 ? refusal('SignatureDoesNotMatch') : connectionsPage(request, 1),
    );
    const given = { credential: KEY };
    const get = () => Promise.resolve(given.credential);
    const { api } = client({ transport, clock, credentials: { ...credentialSource(), get } });
    const ask = () => api.listConnections(NOBODY, never()).catch((error: unknown) => error);
    for (let call = 0; call < 4; call += 1) await ask();
    expect(requests).toHaveLength(2);
    // The same id with the right secret.
    given.credential = { ...KEY, accessKeySecret: 'right' };
    await ask();
    expect(requests).toHaveLength(3);
    expect(await ask()).toMatchObject({ reported: 1 });
    await ask();
    expect(await ask()).toMatchObject({ reported: 1 });
  });

  it('with characters that no header can have are the account’s fault, told without them', async () => {
    const broken = { ...KEY, accessKeyId: 'key\nSECRET' };
    const { transport } = transportOf(() => {
      throw Object.assign(new TypeError('Invalid character: SECRET'), { code: 'ERR_INVALID_CHAR' });
    });
    const credentials = credentialSource(broken);
    const { api } = client({ transport, clock: skippingClock(), credentials });
    const state = watch(api.listConnections(NOBODY, never()));
    await settle();
    expect(state.outcome).toEqual(failure('auth', 'invalid_access_key'));
    expect(String(state.outcome)).not.toContain('SECRET');
    expect(credentials.rejected).toEqual([broken]);
  });
});
