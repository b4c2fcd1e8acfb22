import { describe, expect, it } from '@jest/globals';
import { createCredentialSource } from '../../../src/alicloud/credentials/source.ts';
import type { CredentialsConfig } from '../../../src/model/account.ts';
import { Secret, type SecretSource } from '../../../src/model/secret.ts';
import { accessKey, failureOf, fixture, get, value } from './support/fixture.ts';

/** Files by path; a missing one cannot be read. */
function filesystem(files: Record<string, string>) {
  return {
    ...fixture({ transport: () => Promise.reject(new Error('no network is needed')) }),
    readSecret: (source: SecretSource): Promise<Secret> => {
      if (source.kind === 'value') return Promise.resolve(source.value);
      const text = files[source.path];
      return text === undefined
        ? Promise.reject(new Error(`ENOENT ${source.path} canary`))
        : Promise.resolve(new Secret(text));
    },
  };
}

const fromFiles: CredentialsConfig = {
  type: 'access_key',
  accessKeyId: { kind: 'file', path: '/id' },
  accessKeySecret: { kind: 'file', path: '/secret' },
};

describe('access_key', () => {
  it('is what the configuration says', async () => {
    const source = createCredentialSource(accessKey('id', 'secret'), fixture());
    expect({ ...(await get(source)) }).toEqual({
      accessKeyId: 'id',
      accessKeySecret: 'secret',
      securityToken: undefined,
      providerName: 'static_ak',
    });
  });

  it('counts at once when its files change', async () => {
    const files = { '/id': 'id-1', '/secret': 'secret-1' };
    const source = createCredentialSource(fromFiles, filesystem(files));
    await get(source);
    Object.assign(files, { '/id': 'id-2', '/secret': 'secret-2' });
    expect(await get(source)).toMatchObject({ accessKeyId: 'id-2', accessKeySecret: 'secret-2' });
  });

  it('is used on while a file is missing, and read again when it is back', async () => {
    const files: Record<string, string> = { '/id': 'id-1', '/secret': 'secret-1' };
    const deps = filesystem(files);
    const source = createCredentialSource(fromFiles, deps);
    await get(source);
    delete files['/secret'];
    expect((await get(source)).accessKeyId).toBe('id-1');
    Object.assign(files, { '/id': 'id-2', '/secret': 'secret-2' });
    deps.clock.pass(2_000);
    expect((await get(source)).accessKeyId).toBe('id-2');
  });

  it('counts as soon as a file that was missing is there, and warns once until then', async () => {
    const files: Record<string, string> = { '/id': 'id-1' };
    const deps = filesystem(files);
    const source = createCredentialSource(fromFiles, deps);
    for (let poll = 0; poll < 20; poll += 1) await failureOf(get(source));
    files['/secret'] = 'secret-1';
    expect(await get(source)).toMatchObject({ accessKeySecret: 'secret-1' });
    expect(deps.log.lines.map(({ level }) => level).filter((level) => level !== 'debug')).toEqual([
      'warn',
      'info',
    ]);
  });

  it.each([
    [{ '/id': 'id' }, 'secret_unreadable', 'reading access_key_secret_file /secret'],
    [{ '/secret': 's' }, 'secret_unreadable', 'reading access_key_id_file /id'],
    [{ '/id': 'id', '/secret': '' }, 'secret_empty', 'reading access_key_secret_file /secret'],
  ])('with the files %o fails with %s', async (files, code, words) => {
    const failure = await failureOf(get(createCredentialSource(fromFiles, filesystem(files))));
    expect(failure).toMatchObject({ code, reason: 'auth', transient: false });
    expect(failure.hint).toContain(words);
    expect(failure.hint).not.toContain('canary');
  });

  it('does not wait for a file that hangs', async () => {
    const deps = { ...fixture(), readSecret: () => new Promise<Secret>(() => undefined) };
    const failure = failureOf(get(createCredentialSource(fromFiles, deps)));
    await Promise.resolve();
    deps.clock.pass(15_000);
    expect(await failure).toMatchObject({ reason: 'timeout', code: 'timeout' });
  });
});

describe('sts', () => {
  it('has its token', async () => {
    const config: CredentialsConfig = {
      type: 'sts',
      accessKeyId: value('STS.id'),
      accessKeySecret: value('secret'),
      securityToken: value('token'),
    };
    expect(await get(createCredentialSource(config, fixture()))).toMatchObject({
      securityToken: 'token',
      providerName: 'static_sts',
    });
  });

  it('needs its token', async () => {
    const config: CredentialsConfig = {
      type: 'sts',
      accessKeyId: value('STS.id'),
      accessKeySecret: value('secret'),
      securityToken: value(''),
    };
    const failure = await failureOf(get(createCredentialSource(config, fixture())));
    expect(failure).toMatchObject({ code: 'secret_empty' });
    expect(failure.hint).toContain('security_token');
  });
});
