import { describe, expect, it } from '@jest/globals';
import { createCredentialSource } from '../../../src/alicloud/credentials/source.ts';
import type { CredentialsConfig } from '../../../src/model/account.ts';
import type { Secret } from '../../../src/model/secret.ts';
import { Issuer } from '../../support/identity/issuer.ts';
import {
  accessKey,
  failureOf,
  fixture,
  get,
  redirectedTo,
  settle,
  USER,
} from './support/fixture.ts';
import { metadata, ROLE, sts } from './support/services.ts';
import { until } from '../../support/until.ts';

type RoleConfig = Extract<CredentialsConfig, { readonly type: 'ram_role_arn' }>;

function assume(
  stsEndpoint: string,
  options: Partial<Omit<RoleConfig, 'type'>> = {},
): CredentialsConfig {
  return {
    type: 'ram_role_arn',
    roleArn: ROLE,
    roleSessionName: 'exporter',
    sessionDurationMs: 3_600_000,
    stsEndpoint,
    externalId: undefined,
    source: accessKey('hub-key', 'hub-secret'),
    ...options,
  };
}

describe('ram_role_arn', () => {
  it('signs AssumeRole with its source and hands out the session', async () => {
    const deps = fixture();
    const server = await sts(deps.clock);
    const credential = await get(createCredentialSource(assume(server.origin), deps));
    const [session] = server.issued;
    expect({ ...credential }).toEqual({
      accessKeyId: 'STS.exporter-1',
      accessKeySecret: session?.accessKeySecret,
      securityToken: session?.securityToken,
      providerName: 'ram_role_arn/static_ak',
    });
    const [call] = server.calls;
    expect(Object.fromEntries(call?.form ?? [])).toEqual({
      RoleArn: ROLE,
      RoleSessionName: 'exporter',
      DurationSeconds: '3600',
    });
    expect(call?.headers['x-acs-credentials-provider']).toBe('static_ak');
  });

  it('sends the external id, without which the role refuses', async () => {
    const deps = fixture();
    const server = await sts(deps.clock, { roles: { [ROLE]: { externalId: 'tenant 7/ö' } } });
    const refused = await failureOf(get(createCredentialSource(assume(server.origin), deps)));
    expect(refused.code).toBe('NoPermission');
    const config = assume(server.origin, { externalId: 'tenant 7/ö' });
    await expect(get(createCredentialSource(config, deps))).resolves.toBeDefined();
  });

  it('tells by how much the clock is off when STS refuses the time', async () => {
    const deps = fixture();
    const server = await sts(deps.clock);
    server.behave({
      kind: 'reply',
      reply: { status: 400, body: JSON.stringify({ Code: 'IllegalTimestamp' }) },
    });
    const failure = await failureOf(get(createCredentialSource(assume(server.origin), deps)));
    expect(failure).toMatchObject({ reason: 'auth', code: 'IllegalTimestamp', transient: true });
    // The fake clock shows the beginning of 2026; the answer's Date is the real one.
    expect(failure.hint).toMatch(
      /the clock of this machine is \d+h(\d+m)? (behind|ahead of) that of/,
    );
  });

  it('asks for the configured duration and renews accordingly', async () => {
    const deps = fixture();
    const server = await sts(deps.clock);
    const config = assume(server.origin, { sessionDurationMs: 900_000 });
    const source = createCredentialSource(config, deps);
    await get(source);
    deps.clock.pass(900_000 * 0.75);
    await get(source);
    await settleUntil(() => server.issued.length === 2);
    expect(server.calls[0]?.form.get('DurationSeconds')).toBe('900');
    expect((await get(source)).accessKeyId).toBe('STS.exporter-2');
  });

  it('assumes a role with a role with the role of the instance', async () => {
    const spoke = 'acs:ram::2222222222222222:role/spoke';
    const deps = fixture();
    const issuer = new Issuer(deps.clock);
    const session = issuer.issue('node', 6 * 3_600_000);
    const instance = await metadata(deps.clock, { session: () => session });
    const roles = {
      [ROLE]: { trusts: [session.accessKeyId] },
      [spoke]: { trusts: ['STS.hub-2'] },
    };
    const server = await sts(deps.clock, { issuer, roles });
    const hub = assume(server.origin, {
      roleSessionName: 'hub',
      source: { type: 'ecs_ram_role', roleName: undefined },
    });
    const config = assume(server.origin, { roleArn: spoke, source: hub });
    const transport = redirectedTo(instance.origin);
    const source = createCredentialSource(config, { ...deps, transport });
    expect(await get(source)).toMatchObject({
      accessKeyId: 'STS.exporter-3',
      providerName: 'ram_role_arn/ram_role_arn/ecs_ram_role',
    });
  });

  it('keeps the sessions of its source', async () => {
    const deps = fixture();
    const issuer = new Issuer(deps.clock);
    const server = await sts(deps.clock, {
      issuer,
      roles: { [ROLE]: {}, 'acs:ram::2:role/spoke': {} },
    });
    const hub = assume(server.origin, {
      sessionDurationMs: 12 * 3_600_000,
      roleSessionName: 'hub',
    });
    const config = assume(server.origin, { roleArn: 'acs:ram::2:role/spoke', source: hub });
    const source = createCredentialSource(config, deps);
    await get(source);
    source.reject(await get(source), USER);
    await get(source);
    expect(server.issued.map(({ accessKeyId }) => accessKeyId)).toEqual([
      'STS.hub-1',
      'STS.exporter-2',
      'STS.exporter-3',
    ]);
  });

  it('gives a key that STS refuses back to its source', async () => {
    const deps = fixture();
    const issuer = new Issuer(deps.clock);
    const session = { present: issuer.issue('node', 6 * 3_600_000) };
    const instance = await metadata(deps.clock, { session: () => session.present });
    const server = await sts(deps.clock, { issuer });
    const config = assume(server.origin, {
      source: { type: 'ecs_ram_role', roleName: 'node-role' },
    });
    const transport = redirectedTo(instance.origin);
    const source = createCredentialSource(config, { ...deps, transport });
    source.reject(await get(source), USER);
    const revoked = session.present;
    session.present = issuer.issue('node', 6 * 3_600_000);
    issuer.revoke(revoked);
    const failure = await failureOf(get(source));
    expect(failure).toMatchObject({ code: 'InvalidSecurityToken.Expired', transient: true });
    deps.clock.pass(60_000);
    await expect(get(source)).resolves.toBeDefined();
  });

  it('tells the failure of its source as it is', async () => {
    const deps = fixture();
    const config = assume('https://127.0.0.1:1', { source: { type: 'default' } });
    const failure = await failureOf(get(createCredentialSource(config, deps)));
    expect(failure.code).toBe('no_credentials');
  });

  it('gives its source less time than itself', async () => {
    const deps = { ...fixture(), readSecret: () => new Promise<Secret>(() => undefined) };
    const failure = failureOf(get(createCredentialSource(assume('sts.aliyuncs.com'), deps)));
    await settle();
    deps.clock.pass(10_000);
    expect((await failure).hint).toBe('access_key: reading the key: no answer within 10 s');
  });

  it('says that its source hangs, not that STS does', async () => {
    const deps = fixture({ transport: () => new Promise(() => undefined) });
    const config = assume('sts.aliyuncs.com', { source: { type: 'ecs_ram_role', roleName: 'r' } });
    const failure = failureOf(get(createCredentialSource(config, deps)));
    for (let second = 0; second < 15; second += 1) {
      await settle();
      deps.clock.pass(1_000);
    }
    expect(await failure).toMatchObject({ reason: 'timeout', transient: true });
    expect((await failure).hint).toMatch(/^ecs_ram_role: asking the instance metadata service/);
  });

  it.each([
    ['sts.eu-central-1.aliyuncs.com', {}, 'https://sts.eu-central-1.aliyuncs.com/'],
    ['https://sts.eu-central-1.aliyuncs.com', {}, 'https://sts.eu-central-1.aliyuncs.com/'],
    [undefined, {}, 'https://sts.aliyuncs.com/'],
    [undefined, { ALIBABA_CLOUD_STS_REGION: 'cn-beijing' }, 'https://sts.cn-beijing.aliyuncs.com/'],
    [
      undefined,
      { ALIBABA_CLOUD_STS_REGION: 'cn-beijing', ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED: 'True' },
      'https://sts-vpc.cn-beijing.aliyuncs.com/',
    ],
  ])('with sts_endpoint %s and %o asks %s', async (stsEndpoint, env, expected) => {
    const urls: string[] = [];
    const deps = fixture({
      env,
      transport: ({ url }) => {
        urls.push(url);
        return Promise.reject(Object.assign(new Error('no network'), { code: 'ENOTFOUND' }));
      },
    });
    const config = { ...assume('replaced'), stsEndpoint } as CredentialsConfig;
    expect(await failureOf(get(createCredentialSource(config, deps)))).toMatchObject({
      code: 'dns_error',
      reason: 'network',
      transient: true,
    });
    expect(urls[0]?.split('?')[0]).toBe(expected);
  });

  it.each([
    'http://sts.aliyuncs.com',
    'http://127.0.0.1.example.org',
    'not a host',
    '',
    'https://sts.aliyuncs.com/v1',
    'https://alice:hunter2@sts.aliyuncs.com',
    'https://sts.aliyuncs.com?x',
    'ftp://sts.aliyuncs.com',
  ])('does not send anything to %p', async (stsEndpoint) => {
    const deps = fixture({ transport: () => Promise.reject(new Error('must not be called')) });
    const failure = await failureOf(get(createCredentialSource(assume(stsEndpoint), deps)));
    expect(failure.code).toBe('bad_sts_endpoint');
    expect(failure.hint).toMatch(/sts_endpoint must be a host, host:port or https URL/);
    expect(JSON.stringify(failure)).not.toContain('hunter2');
  });
});

/** Waits for what a server sees; fails by the test's own timeout. */
async function settleUntil(condition: () => boolean): Promise<void> {
  await until(condition);
  await settle();
}
