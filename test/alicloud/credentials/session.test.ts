import { describe, expect, it } from '@jest/globals';
import type { Credential, Lease } from '../../../src/alicloud/credential.ts';
import type { CredentialAttempt, Resolved } from '../../../src/alicloud/credentials/provider.ts';
import { stepError } from '../../../src/alicloud/credentials/errors.ts';
import { Session } from '../../../src/alicloud/credentials/session.ts';
import { fixture, failureOf, get, never, settle, USER } from './support/fixture.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Plan = (attempt: CredentialAttempt, serial: number) => Promise<Resolved>;

/** A session over a provider that does as `plan` says; `plan` can be replaced at any time. */
function sessionOver(plan: Plan) {
  const { clock, log } = fixture();
  const state = { plan, attempts: 0 };
  const stop = new AbortController();
  const provider = {
    type: 'ecs_ram_role',
    resolve: (attempt: CredentialAttempt): Promise<Resolved> => {
      state.attempts += 1;
      return state.plan(attempt, state.attempts);
    },
  };
  const source = new Session(provider, { clock, log, random: () => 0, stop: stop.signal }, 15_000);
  return { source, clock, log, state, stop };
}

const credential = (id: string): Credential => ({
  accessKeyId: id,
  accessKeySecret: `secret-${id}`,
  securityToken: `token-${id}`,
  providerName: 'ecs_ram_role',
});

const resolved = (id: string, lease: Lease): Promise<Resolved> =>
  Promise.resolve({ credential: credential(id), lease });

const broken = (): Promise<never> =>
  Promise.reject(
    stepError({ type: 'ecs_ram_role', name: 'asking' }, { code: 'http_404', hint: 'no role' }),
  );

const hanging: Plan = () => new Promise(() => undefined);

/** Hands out sessions k1, k2, ... that last for an hour. */
function hourly() {
  const built = sessionOver((_attempt, serial) =>
    resolved(`k${serial}`, { kind: 'session', expiresAt: built.clock.now() + HOUR }),
  );
  return built;
}

describe('concurrent callers', () => {
  it('share one attempt', async () => {
    const { source, state } = hourly();
    const credentials = await Promise.all(Array.from({ length: 20 }, () => get(source)));
    expect(new Set(credentials.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['k1']));
    expect(state.attempts).toBe(1);
  });

  it('share one failure', async () => {
    const { source, state } = sessionOver(broken);
    const failures = await Promise.all([failureOf(get(source)), failureOf(get(source))]);
    expect(failures.map(({ code }) => code)).toEqual(['http_404', 'http_404']);
    expect(state.attempts).toBe(1);
  });

  it('are rejected alone when they give up', async () => {
    let answer: (resolved: Resolved) => void = () => undefined;
    let seen: AbortSignal | undefined;
    const { source, clock } = sessionOver(({ signal }) => {
      seen = signal;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    const impatient = new AbortController();
    const first = source.get(USER, impatient.signal);
    const second = get(source);
    impatient.abort(new Error('the poll is over'));
    await expect(first).rejects.toThrow('the poll is over');
    expect(seen?.aborted).toBe(false);
    answer({
      credential: credential('late'),
      lease: { kind: 'session', expiresAt: clock.now() + HOUR },
    });
    await expect(second).resolves.toMatchObject({ accessKeyId: 'late' });
  });

  it('start nothing when they have given up before', async () => {
    const { source, state } = hourly();
    await expect(source.get(USER, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
    expect(state.attempts).toBe(0);
  });
});

describe('after a failure', () => {
  it('serves the last error during the pause, then starts from scratch', async () => {
    const { source, clock, state } = sessionOver(broken);
    await failureOf(get(source));
    clock.pass(999);
    expect((await failureOf(get(source))).code).toBe('http_404');
    expect(state.attempts).toBe(1);
    state.plan = () => resolved('back', { kind: 'session', expiresAt: clock.now() + HOUR });
    clock.pass(1);
    await expect(get(source)).resolves.toMatchObject({ accessKeyId: 'back' });
    expect(state.attempts).toBe(2);
  });

  it.each([-HOUR, HOUR])('waits as long when the time of day is set by %d ms', async (ms) => {
    const { source, clock, state } = sessionOver(broken);
    await failureOf(get(source));
    clock.jump(ms);
    clock.pass(999);
    await failureOf(get(source));
    expect(state.attempts).toBe(1);
    clock.pass(1);
    await failureOf(get(source));
    expect(state.attempts).toBe(2);
  });

  it('waits longer each time, and never longer than a minute', async () => {
    const { source, clock, log } = sessionOver(broken);
    for (let failure = 0; failure < 20; failure += 1) {
      await failureOf(get(source));
      clock.pass(MINUTE);
    }
    const waits = log.lines.map(({ fields }) => fields['retry_after_seconds']);
    expect(waits.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 30, 30]);
    expect(waits).toHaveLength(20);
  });

  it('begins with short pauses again after a success', async () => {
    const { source, clock, state, log } = sessionOver(broken);
    await failureOf(get(source));
    clock.pass(MINUTE);
    await failureOf(get(source));
    clock.pass(MINUTE);
    state.plan = () => resolved('k', { kind: 'session', expiresAt: clock.now() + MINUTE });
    await get(source);
    clock.pass(MINUTE);
    state.plan = broken;
    await failureOf(get(source));
    expect(log.lines.at(-1)?.fields['retry_after_seconds']).toBe(1);
  });

  it('turns what a provider throws into words of our own', async () => {
    const { source } = sessionOver(() => Promise.reject(new Error('AccessKeySecret=hunter2')));
    const failure = await failureOf(get(source));
    expect(JSON.stringify(failure)).not.toContain('hunter2');
    expect(failure).toMatchObject({ code: 'bad_answer', reason: 'network', transient: true });
  });
});

describe('a session', () => {
  it('is kept until it is worth renewing', async () => {
    const { source, clock, state } = hourly();
    await get(source);
    clock.pass(45 * MINUTE - 1);
    for (let call = 0; call < 100; call += 1) await get(source);
    expect(state.attempts).toBe(1);
  });

  it('is renewed ahead of its end while the present one is served', async () => {
    const { source, clock, state } = hourly();
    await get(source);
    clock.pass(45 * MINUTE);
    expect((await get(source)).accessKeyId).toBe('k1');
    await settle();
    expect((await get(source)).accessKeyId).toBe('k2');
    expect(state.attempts).toBe(2);
  });

  it('does not make a caller wait for a renewal that hangs', async () => {
    const { source, clock, state } = hourly();
    await get(source);
    clock.pass(50 * MINUTE);
    state.plan = hanging;
    expect((await get(source)).accessKeyId).toBe('k1');
    expect((await get(source)).accessKeyId).toBe('k1');
    expect(state.attempts).toBe(2);
  });

  it('is served while its renewal fails, and never past its end', async () => {
    const { source, clock, state } = hourly();
    await get(source);
    state.plan = broken;
    clock.pass(HOUR - 5_001);
    expect((await get(source)).accessKeyId).toBe('k1');
    await settle();
    clock.pass(1);
    expect((await failureOf(get(source))).code).toBe('http_404');
  });

  it('is tried for again as soon as the pause is over, however often renewal failed', async () => {
    const { source, clock, state } = hourly();
    await get(source);
    state.plan = broken;
    for (let minute = 0; minute < 70; minute += 1) {
      clock.pass(MINUTE);
      await get(source).catch(() => undefined);
      await settle();
    }
    state.plan = () => resolved('back', { kind: 'session', expiresAt: clock.now() + HOUR });
    clock.pass(MINUTE);
    expect((await get(source)).accessKeyId).toBe('back');
  });

  it('is not asked for in a storm when the service keeps returning the one that ends', async () => {
    const { source, clock, state } = sessionOver(() =>
      resolved('same', { kind: 'session', expiresAt }),
    );
    const expiresAt = clock.now() + HOUR;
    for (let call = 0; call < 3_590; call += 1) {
      await get(source);
      clock.pass(1_000);
    }
    expect(state.attempts).toBeLessThan(10);
  });

  it('that has already ended is a failure', async () => {
    const { source } = sessionOver(() => resolved('old', { kind: 'session', expiresAt: 0 }));
    const failure = await failureOf(get(source));
    expect(failure).toMatchObject({ code: 'session_ended', transient: true });
    expect(failure.hint).toContain('clock');
  });
});

describe('an attempt that hangs', () => {
  it('ends after the deadline with the name of its step', async () => {
    const { source, clock } = sessionOver((attempt) => {
      attempt.at('AssumeRole for acs:ram::1:role/r');
      return hanging(attempt, 0);
    });
    const failure = failureOf(get(source));
    await settle();
    clock.pass(15_000);
    expect(await failure).toEqual({
      reason: 'timeout',
      code: 'timeout',
      transient: true,
      hint: 'ecs_ram_role: AssumeRole for acs:ram::1:role/r: no answer within 15 s',
    });
  });

  it('is told to stop, and its late result is dropped', async () => {
    let answer: (resolved: Resolved) => void = () => undefined;
    let seen: AbortSignal | undefined;
    const { source, clock, state } = sessionOver(({ signal }) => {
      seen = signal;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    const failure = failureOf(get(source));
    await settle();
    clock.pass(15_000);
    await failure;
    expect(seen?.aborted).toBe(true);
    answer({
      credential: credential('late'),
      lease: { kind: 'session', expiresAt: clock.now() + HOUR },
    });
    await settle();
    state.plan = () => resolved('next', { kind: 'session', expiresAt: clock.now() + HOUR });
    clock.pass(MINUTE);
    expect((await get(source)).accessKeyId).toBe('next');
  });

  it('ends silently with the process', async () => {
    const { source, clock, stop, log } = sessionOver(hanging);
    const waiting = get(source);
    stop.abort(new Error('shutdown'));
    await expect(waiting).rejects.toThrow('shutdown');
    expect(clock.pending).toBe(0);
    expect(log.lines).toEqual([]);
  });

  it('leaves no timer behind when it succeeds', async () => {
    const { source, clock } = hourly();
    await get(source);
    expect(clock.pending).toBe(0);
  });
});

describe('a refused credential', () => {
  it('is forgotten', async () => {
    const { source } = hourly();
    source.reject(await get(source), USER);
    expect((await get(source)).accessKeyId).toBe('k2');
  });

  it('is left alone when it has been replaced', async () => {
    const { source, state } = hourly();
    const first = await get(source);
    source.reject(first, USER);
    await get(source);
    for (let region = 0; region < 20; region += 1) source.reject(first, USER);
    expect((await get(source)).accessKeyId).toBe('k2');
    expect(state.attempts).toBe(2);
  });

  it('is recognised in a copy', async () => {
    const { source } = hourly();
    source.reject({ ...(await get(source)) }, USER);
    expect((await get(source)).accessKeyId).toBe('k2');
  });

  it('changes nothing before there is one', async () => {
    const { source } = hourly();
    source.reject(credential('k1'), USER);
    expect((await get(source)).accessKeyId).toBe('k1');
  });

  it('does not hammer the service when every new one is refused too', async () => {
    const { source, clock, state } = hourly();
    for (let second = 0; second < 300; second += 1) {
      await get(source).then(
        (refused) => {
          source.reject(refused, USER);
        },
        () => undefined,
      );
      clock.pass(1_000);
    }
    // 1 + 2 + 4 + 8 + 16 s, then every 30 s.
    expect(state.attempts).toBeLessThan(20);
  });

  it('is replaced at once when the last refusal is long ago', async () => {
    const { source, clock, state } = hourly();
    for (let rotation = 1; rotation <= 5; rotation += 1) {
      source.reject(await get(source), USER);
      expect((await get(source)).accessKeyId).toBe(`k${state.attempts}`);
      clock.pass(10 * MINUTE);
    }
    expect(state.attempts).toBe(6);
  });
});

describe('a credential that one target is refused', () => {
  const [bad, good, other] = [{ name: 'bad' }, { name: 'good' }, { name: 'other' }];

  it('is served to the others while its replacement hangs', async () => {
    const { source, state } = hourly();
    source.reject(await get(source, bad), bad);
    state.plan = hanging;
    void source.get(bad, never()).catch(() => undefined);
    await settle();
    expect((await get(source, good)).accessKeyId).toBe('k1');
  });

  it('is served to the others while its replacement fails', async () => {
    const { source, state } = hourly();
    source.reject(await get(source, bad), bad);
    state.plan = broken;
    expect((await failureOf(get(source, bad))).code).toBe('http_404');
    expect((await get(source, good)).accessKeyId).toBe('k1');
  });

  it('is not replaced again for that target once it was accepted elsewhere', async () => {
    const { source, clock, state } = hourly();
    for (let round = 0; round < 120; round += 1) {
      source.reject(await get(source, bad), bad);
      source.accept(await get(source, good), good);
      clock.pass(20_000);
    }
    // One for the first refusal, which came before any success.
    expect(state.attempts).toBeLessThanOrEqual(2);
  });

  it('is replaced when the others are refused too', async () => {
    const { source, clock, state } = hourly();
    source.reject(await get(source, bad), bad);
    source.accept(await get(source, bad), good);
    const held = (await get(source, good)).accessKeyId;
    const before = state.attempts;
    clock.pass(10_000);
    source.reject(await get(source, bad), bad);
    expect((await get(source, bad)).accessKeyId).toBe(held);
    source.reject(await get(source, good), good);
    const renewed = (await get(source, good)).accessKeyId;
    expect(renewed).not.toBe(held);
    expect((await get(source, other)).accessKeyId).toBe(renewed);
    expect(state.attempts).toBe(before + 1);
  });

  it('counts again for a target that has succeeded since', async () => {
    const { source } = hourly();
    source.reject(await get(source, bad), bad);
    source.accept(await get(source, good), good);
    source.accept(await get(source, bad), bad);
    const held = (await get(source, bad)).accessKeyId;
    source.reject(await get(source, bad), bad);
    expect((await get(source, bad)).accessKeyId).not.toBe(held);
  });

  it('is replaced for it when nobody has had a success for ten minutes', async () => {
    const { source, clock } = sessionOver((_attempt, serial) =>
      resolved(`k${serial}`, { kind: 'session', expiresAt: clock.now() + 10 * HOUR }),
    );
    source.reject(await get(source, bad), bad);
    source.accept(await get(source, good), good);
    clock.pass(10 * MINUTE - 1);
    source.reject(await get(source, bad), bad);
    const held = (await get(source, bad)).accessKeyId;
    clock.pass(1);
    source.reject(await get(source, bad), bad);
    expect((await get(source, bad)).accessKeyId).not.toBe(held);
  });

  it('changes nothing for those who read it again before every use', async () => {
    const { source, state } = sessionOver(() => resolved('k', { kind: 'reread' }));
    source.reject(await get(source, bad), bad);
    state.plan = broken;
    expect((await failureOf(get(source, bad))).code).toBe('http_404');
    expect((await get(source, good)).accessKeyId).toBe('k');
  });
});

describe('a key that is read again before every use', () => {
  const reread: Lease = { kind: 'reread' };

  it('counts at once when it has changed', async () => {
    const { source } = sessionOver((_attempt, serial) => resolved(`k${serial}`, reread));
    expect((await get(source)).accessKeyId).toBe('k1');
    expect((await get(source)).accessKeyId).toBe('k2');
  });

  it('is used on while it cannot be read', async () => {
    const { source, state, log } = sessionOver(() => resolved('k', reread));
    await get(source);
    state.plan = broken;
    expect((await get(source)).accessKeyId).toBe('k');
    expect(log.lines.at(-1)).toMatchObject({ level: 'warn', fields: { code: 'http_404' } });
  });

  it('is not used on when it was refused and cannot be read', async () => {
    const { source, state } = sessionOver(() => resolved('k', reread));
    const refused = await get(source);
    source.reject(refused, USER);
    state.plan = broken;
    expect((await failureOf(get(source))).code).toBe('http_404');
  });

  it('is handed out however often it is refused: the API says best what is wrong', async () => {
    const { source } = sessionOver(() => resolved('k', reread));
    for (let call = 0; call < 10; call += 1) source.reject(await get(source), USER);
    expect((await get(source)).accessKeyId).toBe('k');
  });

  it('does not outlive the caller that gave up', async () => {
    const { source, state } = sessionOver(() => resolved('k', reread));
    await get(source);
    state.plan = hanging;
    const impatient = new AbortController();
    const waiting = source.get(USER, impatient.signal);
    impatient.abort(new Error('over'));
    await expect(waiting).rejects.toThrow('over');
  });
});

describe('a key that was found somewhere', () => {
  it('is looked for again after its age, without making callers wait', async () => {
    const { source, clock, state } = sessionOver((_attempt, serial) =>
      resolved(`k${serial}`, { kind: 'key', maxAgeMs: 10 * MINUTE }),
    );
    await get(source);
    clock.pass(10 * MINUTE - 1);
    await get(source);
    expect(state.attempts).toBe(1);
    clock.pass(1);
    expect((await get(source)).accessKeyId).toBe('k1');
    await settle();
    expect((await get(source)).accessKeyId).toBe('k2');
  });
});

describe('the log', () => {
  it('names the provider once, and renewals at debug', async () => {
    const { source, clock, log } = hourly();
    await get(source);
    clock.pass(50 * MINUTE);
    await get(source);
    await settle();
    expect(log.lines.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'info: credentials found',
      'debug: credentials refreshed',
    ]);
    expect(log.lines[0]?.fields).toEqual({ type: 'ecs_ram_role', provider: 'ecs_ram_role' });
  });

  it('says whether anything is left to sign with', async () => {
    const { source, clock, state, log } = hourly();
    await get(source);
    state.plan = broken;
    clock.pass(50 * MINUTE);
    await get(source);
    await settle();
    clock.pass(10 * MINUTE);
    await failureOf(source.get(USER, never()));
    expect(log.lines.slice(1).map(({ message }) => message)).toEqual([
      'failed to refresh credentials; using the cached ones',
      'no credentials',
    ]);
  });
});
