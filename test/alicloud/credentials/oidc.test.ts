import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCredentialSource } from '../../../src/alicloud/credentials/source.ts';
import type { CredentialsConfig } from '../../../src/model/account.ts';
import { failureOf, fixture, get } from './support/fixture.ts';
import { PROVIDER_ARN, ROLE, sts } from './support/services.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'oidc-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

function pod(stsEndpoint: string, oidcTokenFile: string, oidcProviderArn = PROVIDER_ARN) {
  const config = {
    type: 'oidc_role_arn' as const,
    roleArn: ROLE,
    roleSessionName: 'exporter',
    sessionDurationMs: 3_600_000,
    stsEndpoint,
    oidcProviderArn,
    oidcTokenFile,
  };
  return config;
}

/** STS that accepts one token, which can be replaced. */
async function cluster() {
  const deps = fixture();
  const state = { token: 'eyJ.one' };
  const oidc = { providerArn: PROVIDER_ARN, tokens: () => [state.token] };
  const server = await sts(deps.clock, { roles: { [ROLE]: { oidc } } });
  const file = path.join(folder, `token-${Math.random()}`);
  return { deps, state, server, file };
}

describe('oidc_role_arn', () => {
  it('hands out the session that the token stands for', async () => {
    const { deps, server, file } = await cluster();
    await writeFile(file, 'eyJ.one');
    const source = createCredentialSource(pod(server.origin, file), deps);
    expect(await get(source)).toMatchObject({
      accessKeyId: 'STS.exporter-1',
      providerName: 'oidc_role_arn',
    });
    expect(server.calls[0]?.url.searchParams.has('Signature')).toBe(false);
  });

  it('leaves out white space around the token', async () => {
    const { deps, server, file } = await cluster();
    await writeFile(file, '\teyJ.one \r\n\n');
    const source = createCredentialSource(pod(server.origin, file), deps);
    expect((await get(source)).accessKeyId).toBe('STS.exporter-1');
  });

  it('reads the token anew for every session', async () => {
    const { deps, state, server, file } = await cluster();
    await writeFile(file, 'eyJ.one');
    const source = createCredentialSource(pod(server.origin, file), deps);
    await get(source);
    state.token = 'eyJ.two';
    await writeFile(file, 'eyJ.two');
    deps.clock.pass(3_600_000);
    expect((await get(source)).accessKeyId).toBe('STS.exporter-2');
  });

  it('says that the token has expired', async () => {
    const { deps, server, file } = await cluster();
    await writeFile(file, 'eyJ.stale');
    const source = createCredentialSource(pod(server.origin, file), deps);
    expect(await failureOf(get(source))).toMatchObject({
      reason: 'auth',
      code: 'AuthenticationFail.OIDCToken.Expired',
      transient: true,
      statusCode: 401,
      requestId: '6894B13B-6D71-4EF5-88FA-F32781734A7F',
    });
  });

  it('says that the provider is not the one of the role', async () => {
    const { deps, server, file } = await cluster();
    await writeFile(file, 'eyJ.one');
    const config = pod(server.origin, file, 'acs:ram::1:oidc-provider/other');
    expect((await failureOf(get(createCredentialSource(config, deps)))).code).toBe(
      'AuthenticationFail.NoPermission',
    );
  });

  it.each([
    ['is missing', 'missing', 'no such file'],
    ['is a folder', '.', 'a directory'],
  ])('says that the token file %s', async (_how, name, words) => {
    const { deps, server } = await cluster();
    const config = pod(server.origin, path.join(folder, name));
    const failure = await failureOf(get(createCredentialSource(config, deps)));
    expect(failure).toMatchObject({ reason: 'auth', code: 'file_unreadable', transient: false });
    expect(failure.hint).toContain(`${path.join(folder, name)} cannot be read: ${words}`);
    expect(server.calls).toHaveLength(0);
  });

  it('says that the token file is empty', async () => {
    const { deps, server, file } = await cluster();
    await writeFile(file, '\n');
    const failure = await failureOf(get(createCredentialSource(pod(server.origin, file), deps)));
    expect(failure.code).toBe('file_unreadable');
    expect(failure.hint).toContain(`the token file ${file} is empty`);
  });

  it('uses a token file as soon as it is there, and warns once while it is not', async () => {
    const { deps, server, file } = await cluster();
    const source = createCredentialSource(pod(server.origin, file), deps);
    for (let poll = 0; poll < 20; poll += 1) await failureOf(get(source));
    expect(deps.log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
    await writeFile(file, 'eyJ.one');
    expect((await get(source)).accessKeyId).toBe('STS.exporter-1');
    expect(deps.log.lines.at(-1)).toMatchObject({
      level: 'info',
      message: 'credentials found again',
    });
  });
});

describe('the address of STS', () => {
  const settings = (stsEndpoint: string | undefined): CredentialsConfig => ({
    ...pod('', ''),
    stsEndpoint,
    oidcTokenFile: path.join(folder, 'any-token'),
  });

  const hostOf = async (
    stsEndpoint: string | undefined,
    env: Readonly<Record<string, string>>,
  ): Promise<string | undefined> => {
    await writeFile(path.join(folder, 'any-token'), 'eyJ.one');
    const hosts: string[] = [];
    const transport = ({ url }: { readonly url: string }): Promise<never> => {
      hosts.push(new URL(url).host);
      return Promise.reject(new Error('no network'));
    };
    const deps = fixture({ env, transport });
    await failureOf(get(createCredentialSource(settings(stsEndpoint), deps)));
    return hosts[0];
  };

  it.each([
    [undefined, {}, 'sts.aliyuncs.com'],
    [undefined, { ALIBABA_CLOUD_STS_REGION: 'eu-central-1' }, 'sts.eu-central-1.aliyuncs.com'],
    [
      undefined,
      {
        ALIBABA_CLOUD_STS_REGION: 'eu-central-1',
        ALIBABA_CLOUD_STS_ENDPOINT: 'sts-vpc.cn-hangzhou.aliyuncs.com\n',
      },
      'sts-vpc.cn-hangzhou.aliyuncs.com',
    ],
    [
      'sts.cn-beijing.aliyuncs.com',
      { ALIBABA_CLOUD_STS_ENDPOINT: 'sts-vpc.cn-hangzhou.aliyuncs.com' },
      'sts.cn-beijing.aliyuncs.com',
    ],
  ])('with sts_endpoint %p and %o is %s', async (stsEndpoint, env, expected) => {
    expect(await hostOf(stsEndpoint, env)).toBe(expected);
  });

  it('that the environment gives wrongly is told with its variable', async () => {
    await writeFile(path.join(folder, 'any-token'), 'eyJ.one');
    const deps = fixture({ env: { ALIBABA_CLOUD_STS_ENDPOINT: 'http://sts.example.com' } });
    const failure = await failureOf(get(createCredentialSource(settings(undefined), deps)));
    expect(failure).toMatchObject({ code: 'bad_sts_endpoint' });
    expect(failure.hint).toContain(
      'ALIBABA_CLOUD_STS_ENDPOINT must be a host, host:port or https URL',
    );
  });
});
