import { describe, expect, it } from '@jest/globals';
import { createCredentialSource } from '../../../src/alicloud/credentials/source.ts';
import type { Reply } from '../../support/identity/server.ts';
import { failureOf, fixture, get, settle } from './support/fixture.ts';
import { endpoint } from './support/services.ts';
import { until } from '../../support/until.ts';

async function sidecar() {
  const deps = fixture();
  const server = await endpoint(deps.clock);
  const uri = `${server.origin}/credentials?token=canary`;
  return { deps, server, source: createCredentialSource({ type: 'credentials_uri', uri }, deps) };
}

const session = {
  AccessKeyId: 'STS.x',
  AccessKeySecret: 'canary-secret',
  SecurityToken: 'canary-token',
  Expiration: '2026-01-01T01:00:00Z',
};

const json = (body: unknown, status = 200): Reply => ({ status, body: JSON.stringify(body) });

describe('credentials_uri', () => {
  it('hands out what the endpoint has', async () => {
    const { source, server } = await sidecar();
    expect(await get(source)).toMatchObject({
      accessKeyId: 'STS.uri-1',
      providerName: 'credential_uri',
    });
    expect(server.calls[0]?.url.search).toBe('?token=canary');
  });

  it.each<[string, Reply]>([
    ['newlines', json({ ...session, AccessKeyId: 'STS.x\n', SecurityToken: 'canary-token\r\n' })],
    ['a byte order mark', { status: 200, body: `\uFEFF${JSON.stringify(session)}` }],
  ])('takes no notice of %s', async (_what, reply) => {
    const { source, server } = await sidecar();
    server.behave({ kind: 'reply', reply });
    expect(await get(source)).toMatchObject({
      accessKeyId: 'STS.x',
      accessKeySecret: 'canary-secret',
      securityToken: 'canary-token',
    });
  });

  it('never serves a session past its end when the endpoint breaks, and recovers by itself', async () => {
    const { source, server, deps } = await sidecar();
    await get(source);
    server.behave({ kind: 'reply', reply: json({}, 500) });
    for (let minute = 0; minute < 59; minute += 1) {
      deps.clock.pass(60_000);
      expect((await get(source)).accessKeyId).toBe('STS.uri-1');
      await settle();
    }
    deps.clock.pass(60_000);
    expect(await failureOf(get(source))).toMatchObject({ code: 'http_500', transient: true });
    server.behave({ kind: 'answer' });
    deps.clock.pass(60_000);
    expect((await get(source)).accessKeyId).toBe('STS.uri-2');
  });

  it.each<[string, Reply, string, string, boolean]>([
    ['an error', json({ Message: 'canary' }, 404), 'http_404', 'auth', false],
    ['an outage', json({ Message: 'canary' }, 503), 'http_503', 'network', true],
    ['too many calls', json({}, 429), 'http_429', 'network', true],
    ['a redirect', json({}, 302), 'http_302', 'auth', false],
    ['HTML', { status: 200, body: '<html>canary</html>' }, 'bad_answer', 'network', true],
    ['nothing', { status: 200, body: '' }, 'bad_answer', 'network', true],
    ['null', json(null), 'bad_answer', 'network', true],
    ['no token', json({ ...session, SecurityToken: '' }), 'bad_answer', 'network', true],
    ['a number for a key', json({ ...session, AccessKeyId: 7 }), 'bad_answer', 'network', true],
    [
      'a session that has ended',
      json({ ...session, Expiration: '2025-12-31T23:59:59Z' }),
      'session_ended',
      'auth',
      true,
    ],
  ])('answers %s with a failure of its own', async (_what, reply, code, reason, transient) => {
    const { source, server } = await sidecar();
    server.behave({ kind: 'reply', reply });
    const failure = await failureOf(get(source));
    expect(failure).toMatchObject({ code, reason, transient });
    expect(JSON.stringify(failure)).not.toContain('canary');
  });

  it.each(['soon', '', 7, undefined, '2026-13-45T00:00:00Z'])(
    'renews a session with the Expiration %p as if it were a short one',
    async (expiration) => {
      const { source, server, deps } = await sidecar();
      server.behave({ kind: 'reply', reply: json({ ...session, Expiration: expiration }) });
      await get(source);
      deps.clock.pass(11 * 60_000);
      await get(source);
      expect(server.calls).toHaveLength(1);
      deps.clock.pass(60_000);
      await get(source);
      await until(() => server.calls.length >= 2);
    },
  );

  it.each(['hang', 'stall'] as const)('is given up when the endpoint %ss', async (kind) => {
    const { source, server, deps } = await sidecar();
    server.behave({ kind });
    const failure = failureOf(get(source));
    await until(() => server.calls.length >= 1);
    deps.clock.pass(10_000);
    expect(await failure).toMatchObject({ reason: 'timeout', code: 'timeout' });
  });

  it('tells a connection that breaks off', async () => {
    const { source, server } = await sidecar();
    server.behave({ kind: 'reset' });
    expect(await failureOf(get(source))).toMatchObject({
      reason: 'network',
      code: 'connection_reset',
      transient: true,
    });
  });

  it('tells that nothing listens', async () => {
    const deps = fixture();
    const uri = 'http://127.0.0.1:1/canary';
    const failure = await failureOf(
      get(createCredentialSource({ type: 'credentials_uri', uri }, deps)),
    );
    expect(failure).toMatchObject({ reason: 'network', code: 'connection_refused' });
    expect(JSON.stringify(failure)).not.toContain('canary');
  });
});

describe('the end of the process', () => {
  it('closes the connection of an attempt that is under way', async () => {
    const stop = new AbortController();
    const deps = { ...fixture(), stop: stop.signal };
    const server = await endpoint(deps.clock);
    server.behave({ kind: 'hang' });
    const config = { type: 'credentials_uri', uri: server.origin } as const;
    const waiting = get(createCredentialSource(config, deps));
    await until(() => server.calls.length >= 1);
    stop.abort(new Error('shutdown'));
    await expect(waiting).rejects.toThrow('shutdown');
    await until(() => server.heldCalls() === 0);
    expect(server.calls).toHaveLength(1);
  });
});

describe('two sources', () => {
  it('do not wait for each other', async () => {
    const one = await sidecar();
    const other = await sidecar();
    one.server.behave({ kind: 'hang' });
    const waiting = failureOf(get(one.source));
    await expect(get(other.source)).resolves.toBeDefined();
    await until(() => one.server.calls.length >= 1);
    one.deps.clock.pass(15_000);
    await waiting;
  });
});
