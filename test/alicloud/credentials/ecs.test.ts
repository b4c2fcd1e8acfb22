import { describe, expect, it } from '@jest/globals';
import { createCredentialSource } from '../../../src/alicloud/credentials/source.ts';
import { Issuer } from '../../support/identity/issuer.ts';
import { failureOf, fixture, get, redirectedTo, settle } from './support/fixture.ts';
import { metadata } from './support/services.ts';
import { until } from '../../support/until.ts';

const HOUR = 3_600_000;
const named = { type: 'ecs_ram_role', roleName: 'node-role' } as const;
const unnamed = { type: 'ecs_ram_role', roleName: undefined } as const;

async function instance(
  options: Parameters<typeof metadata>[1] = {},
  env: Readonly<Record<string, string>> = {},
) {
  const { clock } = fixture();
  const server = await metadata(clock, options);
  return { server, deps: { ...fixture({ env, transport: redirectedTo(server.origin) }), clock } };
}

describe('ecs_ram_role', () => {
  it('finds the name of the role and its session, with a metadata token', async () => {
    const { deps, server } = await instance();
    expect(await get(createCredentialSource(unnamed, deps))).toMatchObject({
      accessKeyId: 'STS.node-1',
      securityToken: 'token-of-node-1',
      providerName: 'ecs_ram_role',
    });
    expect(server.calls.map(({ method }) => method)).toEqual(['PUT', 'GET', 'PUT', 'GET']);
  });

  it.each([
    ['the configuration', named, {}],
    ['the environment', unnamed, { ALIBABA_CLOUD_ECS_METADATA: 'node-role' }],
  ])('does not ask for the name that %s gives', async (_where, config, env) => {
    const { deps, server } = await instance({}, env);
    await get(createCredentialSource(config, deps));
    expect(server.calls.map(({ url }) => url.pathname)).toEqual([
      '/latest/api/token',
      '/latest/meta-data/ram/security-credentials/node-role',
    ]);
  });

  it('works without metadata tokens where the instance does', async () => {
    const { deps, server } = await instance({ requiresToken: false });
    const withoutTokens = { ...deps, transport: tokenless(deps.transport) };
    await expect(get(createCredentialSource(named, withoutTokens))).resolves.toBeDefined();
    expect(server.calls.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('does not fall back to calls without tokens where that is switched off', async () => {
    const { deps, server } = await instance(
      { requiresToken: false },
      { ALIBABA_CLOUD_IMDSV1_DISABLED: 'true' },
    );
    const withoutTokens = { ...deps, transport: tokenless(deps.transport) };
    expect((await failureOf(get(createCredentialSource(named, withoutTokens)))).code).toBe(
      'http_405',
    );
    expect(server.calls).toHaveLength(0);
  });

  it('asks 20 concurrent callers for one session', async () => {
    const { deps, server } = await instance();
    const source = createCredentialSource(unnamed, deps);
    await Promise.all(Array.from({ length: 20 }, () => get(source)));
    expect(server.calls).toHaveLength(4);
  });

  it('asks rarely in the last hour of a session that is not rotated', async () => {
    const { clock } = fixture();
    const session = new Issuer(clock).issue('node', HOUR);
    const server = await metadata(clock, { session: () => session });
    const deps = { ...fixture({ transport: redirectedTo(server.origin) }), clock };
    const source = createCredentialSource(named, deps);
    for (let minute = 0; minute < 59; minute += 1) {
      await get(source);
      await settle();
      clock.pass(60_000);
    }
    expect(server.calls.length).toBeLessThan(20);
  });

  it('says that no role is attached', async () => {
    const { deps } = await instance({ roleName: () => undefined });
    const failure = await failureOf(get(createCredentialSource(unnamed, deps)));
    expect(failure).toMatchObject({
      reason: 'auth',
      code: 'http_404',
      transient: false,
      statusCode: 404,
    });
    expect(failure.hint).toBe(
      'ecs_ram_role: asking the instance metadata service: answered with status 404: no RAM role is attached to this instance, or it has another name',
    );
  });

  it('says so too where the service knows no tokens', async () => {
    const { deps } = await instance({ roleName: () => undefined, requiresToken: false });
    const withoutTokens = { ...deps, transport: tokenless(deps.transport) };
    const failure = await failureOf(get(createCredentialSource(unnamed, withoutTokens)));
    expect(failure.code).toBe('http_404');
  });

  it.each([
    ['finds the name', unnamed],
    ['knows the name', named],
  ])('blames the hop limit where the token is not answered and %s', async (_how, config) => {
    const { deps, server } = await instance();
    const transport: typeof deps.transport = (request, signal) =>
      request.method === 'PUT'
        ? new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reject(new Error('aborted'));
            });
          })
        : deps.transport(request, signal);
    const failure = failureOf(get(createCredentialSource(config, { ...deps, transport })));
    await settle();
    deps.clock.pass(1_000);
    expect(await failure).toMatchObject({
      reason: 'network',
      code: 'metadata_token_unanswered',
      hint: expect.stringContaining('the token request got no answer: hop limit or network policy'),
    });
    expect(server.calls.map(({ method }) => method)).toEqual(['GET']);
  });

  it('blames the hop limit where nothing but tokens is allowed', async () => {
    const { deps } = await instance({}, { ALIBABA_CLOUD_IMDSV1_DISABLED: 'true' });
    const transport: typeof deps.transport = () =>
      Promise.reject(Object.assign(new Error('late'), { code: 'ETIMEDOUT' }));
    const failure = await failureOf(get(createCredentialSource(named, { ...deps, transport })));
    expect(failure.code).toBe('metadata_token_unanswered');
  });

  it('does not say that no role is attached to a caller that is refused', async () => {
    const { deps } = await instance();
    const failure = await failureOf(
      get(createCredentialSource(named, { ...deps, transport: tokenless(deps.transport) })),
    );
    expect(failure).toMatchObject({ code: 'http_403' });
    expect(failure.hint).not.toContain('no RAM role');
  });

  it('asks nobody where the metadata service is switched off', async () => {
    const { deps, server } = await instance({}, { ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'TRUE' });
    expect((await failureOf(get(createCredentialSource(named, deps)))).code).toBe(
      'metadata_disabled',
    );
    expect(server.calls).toHaveLength(0);
  });

  it('gives up on a service that does not answer within the library’s limit', async () => {
    const { deps, server } = await instance();
    server.behave({ kind: 'hang' });
    const failure = failureOf(get(createCredentialSource(named, deps)));
    await until(() => server.calls.length >= 1);
    deps.clock.pass(1_000);
    await until(() => server.calls.length >= 2);
    deps.clock.pass(1_000);
    expect(await failure).toMatchObject({ reason: 'timeout', transient: true });
  });
});

/** An instance whose metadata service knows no tokens. */
function tokenless(next: ReturnType<typeof redirectedTo>): typeof next {
  return (request, signal) =>
    request.method === 'PUT'
      ? Promise.resolve({ status: 405, headers: {}, body: Buffer.alloc(0) })
      : next(request, signal);
}
