import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fileConfigFromRegions, loadConfig } from '../../src/config/load.ts';
import { parseConfig } from '../../src/config/schema.ts';

let directory = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'load-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

async function write(name: string, content: string | Buffer): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, content);
  return file;
}

describe('loadConfig', () => {
  it('names a file that is missing', async () => {
    const file = join(directory, 'missing.yml');
    const message = `${file}: expected a readable file in UTF-8, found no such file`;
    await expect(loadConfig(file, {})).rejects.toThrow(message);
  });

  it('names a file that is a directory', async () => {
    const message = `${directory}: expected a readable file in UTF-8, found a directory`;
    await expect(loadConfig(directory, {})).rejects.toThrow(message);
  });

  it('does not wait for a pipe that nobody writes into, wherever it is named', async () => {
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const message = `${pipe}: expected a readable file in UTF-8, found a pipe`;
    await expect(loadConfig(pipe, {})).rejects.toThrow(message);
    const key = `{type: access_key, access_key_id: a, access_key_secret_file: ${pipe}}`;
    const tls = `{tls_config: {ca_file: ${pipe}}}`;
    const file = await write(
      'pipes.yml',
      `accounts: [{name: a, regions: [cn-hangzhou], credentials: ${key}, http_config: ${tls}}]`,
    );
    await expect(loadConfig(file, {})).rejects.toThrow(/found a pipe.*\n.*found a pipe/);
  });

  it('does not read what never ends', async () => {
    await expect(loadConfig('/dev/zero', {})).rejects.toThrow('found a device or socket');
  });

  it('refuses another encoding', async () => {
    const file = await write('latin1.yml', Buffer.from('name: caf\xe9', 'latin1'));
    const message = `${file}: expected a readable file in UTF-8, found another encoding`;
    await expect(loadConfig(file, {})).rejects.toThrow(message);
  });

  it('reads a file with a byte order mark', async () => {
    const file = await write('bom.yml', '\uFEFFaccounts: [{name: a, regions: [x]}]');
    const expected = parseConfig({ accounts: [{ name: 'a', regions: ['x'] }] });
    expect(await loadConfig(file, {})).toEqual(expected);
  });

  it('finds secret files beside the configuration, wherever the process runs', async () => {
    await mkdir(join(directory, 'secrets'), { recursive: true });
    await write('secrets/key', 'hunter2\n');
    const file = await write(
      'relative.yml',
      `accounts:
        - name: a
          regions: [x]
          credentials: {type: access_key, access_key_id: id, access_key_secret_file: secrets/key}`,
    );
    const { accounts } = await loadConfig(relative(process.cwd(), file), {});
    expect(accounts[0]?.credentials).toMatchObject({
      accessKeySecret: { kind: 'file', path: join(directory, 'secrets/key') },
    });
  });

  it('takes a key that looks like a secret file elsewhere for what it is', async () => {
    const file = await write(
      'tag.yml',
      'accounts: [{name: a, regions: [x], filters: {tags: {oidc_token_file: nowhere}}}]',
    );
    const { accounts } = await loadConfig(file, {});
    expect(accounts[0]?.filters.tags).toEqual({ oidc_token_file: 'nowhere' });
  });
});

describe('a variable without braces', () => {
  it('is taken as it is, and warned of by file, line and key, without being shown', async () => {
    const file = await write(
      'bare.yml',
      `accounts:
  - name: a
    regions: [x]
    credentials:
      type: access_key
      access_key_id: $KEY_ID
      access_key_secret: $$KEY_SECRET
    filters: {vpn_gateway_id: "vpn-1", tags: {price: $5}}
`,
    );
    const { accounts, warnings } = await loadConfig(file, { KEY_ID: 'id' });
    expect(accounts[0]?.credentials).toMatchObject({ type: 'access_key' });
    expect(warnings).toEqual([
      `${file}:6: accounts[0].credentials.access_key_id: a $ and a name without braces stand for themselves: write \${NAME} for an environment variable.`,
    ]);
    expect(
      await loadConfig(await write('b.yml', 'accounts: [{name: a, regions: [x]}]'), {}),
    ).not.toHaveProperty('warnings');
  });
});

describe('fileConfigFromRegions', () => {
  it('is one account with everything else left out', () => {
    expect(fileConfigFromRegions(['cn-hangzhou', 'eu-central-1'])).toEqual(
      parseConfig({ accounts: [{ name: 'default', regions: ['cn-hangzhou', 'eu-central-1'] }] }),
    );
  });
});
