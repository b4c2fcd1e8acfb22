import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createCredentialSource } from '../../../src/alicloud/credentials/source.ts';
import { failureOf, fixture, get, offEcs, redirectedTo, USER } from './support/fixture.ts';
import { CLI_FILE, cliFile, home, PROFILE_FILE } from './support/home.ts';
import { endpoint, metadata, PROVIDER_ARN, ROLE, sts } from './support/services.ts';
import { until } from '../../support/until.ts';

const chain = { type: 'default' } as const;

const ENV_KEY = {
  ALIBABA_CLOUD_ACCESS_KEY_ID: 'env-id',
  ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'env-secret',
};

const INI =
  '[default]\ntype = access_key\naccess_key_id = ini-id\naccess_key_secret = ini-secret\n';

const CLI = cliFile({
  name: 'default',
  mode: 'AK',
  access_key_id: 'cli-id',
  access_key_secret: 'cli-secret',
});

/** STS on a host name, as the default chain asks it, sent to a loopback server. */
function atSts(origin: string, next = offEcs): typeof offEcs {
  return (request, signal) =>
    next({ ...request, url: request.url.replace('https://sts.aliyuncs.com', origin) }, signal);
}

async function pod(tokenText = 'eyJ.one') {
  const folder = await home({ token: tokenText });
  const { clock } = fixture();
  const oidc = { providerArn: PROVIDER_ARN, tokens: () => ['eyJ.one'] };
  const server = await sts(clock, { roles: { [ROLE]: { oidc } } });
  const node = await metadata(clock);
  const env = {
    HOME: folder,
    ALIBABA_CLOUD_ROLE_ARN: ROLE,
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: PROVIDER_ARN,
    ALIBABA_CLOUD_OIDC_TOKEN_FILE: path.join(folder, 'token'),
  };
  const transport = atSts(server.origin, redirectedTo(node.origin));
  return { server, node, clock, deps: { ...fixture({ env, transport }), clock } };
}

describe('the default chain', () => {
  it('takes the first place that is set up', async () => {
    const files = { [CLI_FILE]: CLI, [PROFILE_FILE]: INI };
    const places = [
      [{ HOME: await home(files), ...ENV_KEY }, 'env-id', 'default/env'],
      [{ HOME: await home(files) }, 'cli-id', 'default/cli_profile'],
      [{ HOME: await home({ [PROFILE_FILE]: INI }) }, 'ini-id', 'default/profile'],
    ] as const;
    for (const [env, accessKeyId, providerName] of places) {
      const source = createCredentialSource(chain, fixture({ env }));
      expect(await get(source)).toMatchObject({ accessKeyId, providerName });
    }
  });

  it('finds a token in the environment', async () => {
    const env = { ...ENV_KEY, ALIBABA_CLOUD_SECURITY_TOKEN: 'env-token' };
    const source = createCredentialSource(chain, fixture({ env }));
    expect((await get(source)).securityToken).toBe('env-token');
  });

  it('finds the role of a pod in ACK', async () => {
    const { deps, server } = await pod();
    expect(await get(createCredentialSource(chain, deps))).toMatchObject({
      accessKeyId: 'STS.alicloud-vpn-exporter-1',
      providerName: 'default/oidc_role_arn',
    });
    expect(server.calls[0]?.form.get('DurationSeconds')).toBe('3600');
  });

  it('finds the role of the instance', async () => {
    const { clock } = fixture();
    const server = await metadata(clock);
    const deps = { ...fixture({ transport: redirectedTo(server.origin) }), clock };
    expect(await get(createCredentialSource(chain, deps))).toMatchObject({
      providerName: 'default/ecs_ram_role',
    });
  });

  it('finds a credentials URI off an instance', async () => {
    const { clock } = fixture();
    const server = await endpoint(clock);
    const env = { ALIBABA_CLOUD_CREDENTIALS_URI: `${server.origin}/` };
    expect(await get(createCredentialSource(chain, { ...fixture({ env }), clock }))).toMatchObject({
      accessKeyId: 'STS.uri-1',
      providerName: 'default/credential_uri',
    });
  });

  it('names the variables and files where it looked, once per account', async () => {
    const deps = fixture();
    const source = createCredentialSource(chain, deps);
    const failure = await failureOf(get(source));
    expect(failure).toMatchObject({
      reason: 'auth',
      code: 'no_credentials',
      transient: false,
      hint: 'default: looking for credentials: none in the environment, the credential files and the instance metadata service',
      detail:
        'looked at: ALIBABA_CLOUD_ACCESS_KEY_ID not set; ALIBABA_CLOUD_ROLE_ARN, ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE not set; /nonexistent/.aliyun/config.json: no such file; /nonexistent/.alibabacloud/credentials: no such file; instance metadata service: unreachable; ALIBABA_CLOUD_CREDENTIALS_URI not set',
    });
    for (let minute = 0; minute < 10; minute += 1) {
      deps.clock.pass(60_000);
      await Promise.all(
        Array.from({ length: 30 }, (_, index) => failureOf(get(source, { region: index }))),
      );
    }
    const told = deps.log.lines.filter(({ level }) => level !== 'debug');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      level: 'warn',
      message: 'no credentials',
      fields: { detail: failure.detail },
    });
  });

  it('says that a key has no secret, and which variables of RRSA are missing', async () => {
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: 'id', ALIBABA_CLOUD_ROLE_ARN: ROLE };
    const { detail } = await failureOf(get(createCredentialSource(chain, fixture({ env }))));
    expect(detail).toContain('ALIBABA_CLOUD_ACCESS_KEY_SECRET not set;');
    expect(detail).toContain(
      '; ALIBABA_CLOUD_OIDC_PROVIDER_ARN, ALIBABA_CLOUD_OIDC_TOKEN_FILE not set;',
    );
  });

  it('takes variables without the newline of the file that they were made from', async () => {
    const env = Object.fromEntries(
      Object.entries(ENV_KEY).map(([name, text]) => [name, `${text}\n`]),
    );
    const credential = await get(createCredentialSource(chain, fixture({ env })));
    expect({ ...credential }).toEqual(
      expect.objectContaining({ accessKeyId: 'env-id', accessKeySecret: 'env-secret' }),
    );
  });

  it('does not depend on a home directory', async () => {
    const { env, ...deps } = fixture();
    const source = createCredentialSource(chain, {
      ...deps,
      env: { ...env, HOME: '/dev/null', ...ENV_KEY },
    });
    await expect(get(source)).resolves.toBeDefined();
  });
});

describe('the library’s chain would fail, ours does not:', () => {
  it('concurrent first calls all succeed', async () => {
    const source = createCredentialSource(
      chain,
      fixture({ env: { HOME: await home({ [PROFILE_FILE]: INI }) } }),
    );
    const credentials = await Promise.all(Array.from({ length: 5 }, () => get(source)));
    expect(credentials.map(({ accessKeyId }) => accessKeyId)).toEqual(Array(5).fill('ini-id'));
  });

  it('credentials that appear after a failure are found', async () => {
    const env: Record<string, string> = { HOME: '/nonexistent' };
    const deps = { ...fixture(), env };
    const source = createCredentialSource(chain, deps);
    await failureOf(get(source));
    await failureOf(get(source));
    Object.assign(env, ENV_KEY);
    deps.clock.pass(60_000);
    expect((await get(source)).accessKeyId).toBe('env-id');
  });

  it('a key that is replaced in its file counts within ten minutes', async () => {
    const folder = await home({ [PROFILE_FILE]: INI });
    const deps = fixture({ env: { HOME: folder } });
    const source = createCredentialSource(chain, deps);
    await get(source);
    await writeFile(path.join(folder, PROFILE_FILE), INI.replaceAll('ini-', 'new-'));
    deps.clock.pass(10 * 60_000);
    await get(source);
    await until(async () => (await get(source)).accessKeyId !== 'ini-id');
    expect((await get(source)).accessKeyId).toBe('new-id');
  });

  it('a key that is replaced in its file counts at once when the old one is refused', async () => {
    const folder = await home({ [PROFILE_FILE]: INI });
    const source = createCredentialSource(chain, fixture({ env: { HOME: folder } }));
    const old = await get(source);
    await writeFile(path.join(folder, PROFILE_FILE), INI.replaceAll('ini-', 'new-'));
    source.reject(old, USER);
    expect((await get(source)).accessKeyId).toBe('new-id');
  });

  it('a pod whose token is refused does not sign as its node', async () => {
    const { deps, node } = await pod('eyJ.stale');
    const failure = await failureOf(get(createCredentialSource(chain, deps)));
    expect(failure.code).toBe('AuthenticationFail.OIDCToken.Expired');
    expect(node.calls).toHaveLength(0);
  });

  it('a pod that cannot reach STS does not sign as its node', async () => {
    const { deps, node, server } = await pod();
    server.behave({ kind: 'reset' });
    const failure = await failureOf(get(createCredentialSource(chain, deps)));
    expect(failure).toMatchObject({ reason: 'network', transient: true });
    expect(node.calls).toHaveLength(0);
  });
});
