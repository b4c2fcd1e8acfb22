import { describe, expect, it } from '@jest/globals';
import { createCredentialSource } from '../../../src/alicloud/credentials/source.ts';
import { failureOf, fixture, get, offEcs, redirectedTo } from './support/fixture.ts';
import { CLI_FILE, cliFile, home } from './support/home.ts';
import { metadata, PROVIDER_ARN, ROLE, sts } from './support/services.ts';

type Profile = Readonly<Record<string, unknown>>;

const AK = {
  name: 'default',
  mode: 'AK',
  access_key_id: 'hub-key',
  access_key_secret: 'hub-secret',
};

async function chainOf(
  file: string,
  env: Readonly<Record<string, string>> = {},
  transport = offEcs,
) {
  const deps = fixture({ env: { HOME: await home({ [CLI_FILE]: file }), ...env }, transport });
  return { deps, source: createCredentialSource({ type: 'default' }, deps) };
}

const reasonOf = async (...given: Parameters<typeof chainOf>): Promise<string> => {
  const { detail = '' } = await failureOf(get((await chainOf(...given)).source));
  return /\/\.aliyun\/config\.json: ([^;]*);/.exec(detail)?.[1] ?? detail;
};

describe('the profile of the CLI', () => {
  it('is the current one', async () => {
    const { source } = await chainOf(cliFile({ ...AK, name: 'main' }));
    expect((await get(source)).accessKeyId).toBe('hub-key');
  });

  it('is the one that the environment names', async () => {
    const file = cliFile(AK, { ...AK, name: 'other', access_key_id: 'other-key' });
    const { source } = await chainOf(file, { ALIBABA_CLOUD_PROFILE: 'other' });
    expect((await get(source)).accessKeyId).toBe('other-key');
  });

  it('may be a temporary key', async () => {
    const { source } = await chainOf(cliFile({ ...AK, mode: 'StsToken', sts_token: 'token' }));
    expect((await get(source)).securityToken).toBe('token');
  });

  it('may be a role', async () => {
    const { clock } = fixture();
    const server = await sts(clock);
    const { source } = await chainOf(
      cliFile({
        ...AK,
        mode: 'RamRoleArn',
        ram_role_arn: ROLE,
        ram_session_name: 'laptop',
        expired_seconds: 1800,
        sts_endpoint: server.origin,
      }),
    );
    expect((await get(source)).accessKeyId).toBe('STS.laptop-1');
    expect(server.calls[0]?.form.get('DurationSeconds')).toBe('1800');
  });

  it('may be a role in the region and network that it names', async () => {
    const urls: string[] = [];
    const profile = {
      ...AK,
      mode: 'RamRoleArn',
      ram_role_arn: ROLE,
      sts_region: 'cn-beijing',
      enable_vpc: true,
    };
    const { source } = await chainOf(cliFile(profile), {}, ({ url }) => {
      urls.push(new URL(url).host);
      return Promise.reject(new Error('no network'));
    });
    await failureOf(get(source));
    expect(urls).toEqual(['sts-vpc.cn-beijing.aliyuncs.com']);
  });

  it('may be a role that another profile assumes', async () => {
    const { clock } = fixture();
    const server = await sts(clock);
    const file = cliFile(
      {
        name: 'spoke',
        mode: 'ChainableRamRoleArn',
        ram_role_arn: ROLE,
        source_profile: 'hub',
        sts_endpoint: server.origin,
      },
      { ...AK, name: 'hub' },
    );
    const { source } = await chainOf(file);
    expect((await get(source)).accessKeyId).toBe('STS.alicloud-vpn-exporter-1');
  });

  it('may be the role of the instance', async () => {
    const { clock } = fixture();
    const server = await metadata(clock);
    const profile = { name: 'default', mode: 'EcsRamRole', ram_role_name: 'node-role' };
    const { source } = await chainOf(cliFile(profile), {}, redirectedTo(server.origin));
    expect((await get(source)).accessKeyId).toBe('STS.node-1');
  });

  it('may be a role that a token file stands for', async () => {
    const { clock } = fixture();
    const oidc = { providerArn: PROVIDER_ARN, tokens: () => ['eyJ.one'] };
    const server = await sts(clock, { roles: { [ROLE]: { oidc } } });
    const folder = await home({ token: 'eyJ.one' });
    const { source } = await chainOf(
      cliFile({
        name: 'default',
        mode: 'OIDC',
        ram_role_arn: ROLE,
        oidc_provider_arn: PROVIDER_ARN,
        oidc_token_file: `${folder}/token`,
        sts_endpoint: server.origin,
      }),
    );
    await expect(get(source)).resolves.toBeDefined();
  });

  it('is left out where the library’s variable says so', async () => {
    expect(await reasonOf(cliFile(AK), { ALIBABA_CLOUD_CLI_PROFILE_DISABLED: 'True' })).toBe(
      'switched off by ALIBABA_CLOUD_CLI_PROFILE_DISABLED',
    );
  });

  it.each<[string, string, string]>([
    ['not JSON', '{"current":"canary', 'it is not valid'],
    ['null', 'null', 'it is not valid'],
    ['without profiles', '{"current":"default"}', 'it is not valid'],
    ['without the current profile', cliFile({ ...AK, name: 7 }), 'no such profile'],
    [
      'of an unknown mode',
      cliFile({ ...AK, mode: 'constructor' }),
      'its type or mode is not supported',
    ],
    ['without a key', cliFile({ name: 'default', mode: 'AK' }), 'access_key_id not set'],
    ['without a role', cliFile({ ...AK, mode: 'RamRoleArn' }), 'no role ARN is set'],
    [
      'without a source',
      cliFile({ ...AK, mode: 'ChainableRamRoleArn' }),
      'source_profile is not set',
    ],
    [
      'without a token file',
      cliFile({ ...AK, mode: 'OIDC' }),
      'ram_role_arn, oidc_provider_arn or oidc_token_file is not set',
    ],
  ])('that is %s is passed over', async (_what, file, reason) => {
    expect(await reasonOf(file)).toBe(reason);
  });

  it('that refers to itself is passed over', async () => {
    const link = (name: string, source: string): Profile => ({
      name,
      mode: 'ChainableRamRoleArn',
      ram_role_arn: ROLE,
      source_profile: source,
    });
    expect(await reasonOf(cliFile(link('a', 'b'), link('b', 'a')))).toBe(
      'source_profile goes round in circles',
    );
  });

  it.each(['OAuth', 'CloudSSO', 'External'])(
    'of mode %s is refused by name, and nothing else takes over',
    async (mode) => {
      const { clock } = fixture();
      const node = await metadata(clock);
      const profile = { name: 'default', mode, process_command: 'canary' };
      const chained = {
        ...AK,
        mode: 'ChainableRamRoleArn',
        ram_role_arn: ROLE,
        source_profile: 'inner',
      };
      for (const file of [cliFile(profile), cliFile(chained, { ...profile, name: 'inner' })]) {
        const { source } = await chainOf(file, {}, redirectedTo(node.origin));
        const failure = await failureOf(get(source));
        expect(failure).toMatchObject({ reason: 'auth', code: 'unsupported_profile_mode' });
        expect(failure.hint).toContain(`mode ${mode} is not supported`);
        expect(JSON.stringify(failure)).not.toContain('canary');
      }
      expect(node.calls).toHaveLength(0);
    },
  );
});
