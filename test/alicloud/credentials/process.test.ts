import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/model/clock.ts';
import { Issuer, sessionFields } from '../../../src/simulator/identity/issuer.ts';
import { startIdentityServer } from '../../../src/simulator/identity/server.ts';
import { CLI_FILE, cliFile, home } from './support/home.ts';
import { kept, sts } from './support/world.ts';

const run = promisify(execFile);
const CHILD = new URL('support/child.ts', import.meta.url).pathname;

let folder = '';
let tls = { key: '', cert: '' };

/** A certificate for 127.0.0.1 that is its own authority. */
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'ca-'));
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const options = `-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=sts`;
  const names = ['-addext', 'subjectAltName=IP:127.0.0.1'];
  await run('openssl', ['req', ...options.split(' '), '-keyout', key, '-out', cert, ...names]);
  tls = {
    key: await readFile(key, 'utf8'),
    cert: await readFile(cert, 'utf8'),
  };
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function child(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  wrap: readonly string[] = [],
): Promise<unknown> {
  const [file = '', ...rest] = [...wrap, process.execPath, '--import', 'tsx', CHILD, ...args];
  const { PATH = '' } = process.env;
  const { stdout } = await run(file, rest, { env: { PATH, ...env } });
  return JSON.parse(stdout);
}

/** A network of its own, with loopback and the address of the metadata service. */
const NETWORK = 'ip link set lo up && ip addr add 100.100.100.200/32 dev lo && exec "$0" "$@"';
const IN_NETWORK = ['unshare', '-rn', 'sh', '-c', NETWORK];

async function canMakeNetworks(): Promise<boolean> {
  return run('unshare', ['-rn', 'sh', '-c', NETWORK, 'true']).then(
    () => true,
    () => false,
  );
}

describe('a process of its own', () => {
  it('trusts an STS through NODE_EXTRA_CA_CERTS, and only then', async () => {
    const server = await sts(systemClock, { listen: { tls } });
    const trusting = { NODE_EXTRA_CA_CERTS: path.join(folder, 'cert.pem') };
    expect(await child(['role', server.origin], trusting)).toMatchObject({
      accessKeyId: 'STS.exporter-1',
      providerName: 'ram_role_arn/static_ak',
    });
    expect(await child(['role', server.origin], {})).toMatchObject({
      reason: 'network',
      code: 'tls_error',
    });
    expect(server.calls).toHaveLength(1);
  });

  it('finds the metadata service at its address', async () => {
    if (!(await canMakeNetworks())) {
      console.warn('skipped: unshare -rn and ip are needed to give this machine 100.100.100.200');
      return;
    }
    expect(await child(['metadata'], {}, IN_NETWORK)).toMatchObject({
      accessKeyId: 'STS.node-1',
      providerName: 'ecs_ram_role',
    });
  });

  it('runs the command of an External profile only where that is allowed', async () => {
    const ran = path.join(folder, 'ran');
    const script = path.join(folder, 'credentials.sh');
    const answer = {
      mode: 'StsToken',
      access_key_id: 'ext',
      access_key_secret: 's',
      sts_token: 't',
    };
    await writeFile(script, `#!/bin/sh\ntouch ${ran}\necho '${JSON.stringify(answer)}'\n`, {
      mode: 0o755,
    });
    const profile = { name: 'default', mode: 'External', process_command: script };
    const env = {
      HOME: await home({ [CLI_FILE]: cliFile(profile) }),
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
    };
    expect(await child(['default'], env)).toMatchObject({ code: 'no_credentials' });
    expect(existsSync(ran)).toBe(false);
    const allowed = { ...env, ALIBABA_CLOUD_CLI_PROFILE_DISABLED: 'false' };
    expect(await child(['default'], allowed)).toMatchObject({
      accessKeyId: 'ext',
      securityToken: 't',
      providerName: 'default/cli_profile',
    });
    expect(existsSync(ran)).toBe(true);
  });

  it('uses the login of a CloudSSO profile', async () => {
    const issuer = new Issuer(systemClock);
    const portal = kept(
      await startIdentityServer(({ url, headers }) => {
        const isRight =
          url.pathname === '/cloud-credentials' && headers.authorization === 'Bearer t';
        const fields = sessionFields(issuer.issue('sso', 3_600_000));
        return { status: isRight ? 200 : 401, body: JSON.stringify({ CloudCredential: fields }) };
      }),
    );
    const profile = {
      name: 'default',
      mode: 'CloudSSO',
      cloud_sso_sign_in_url: portal.origin,
      cloud_sso_account_id: '1',
      cloud_sso_access_config: 'ac-1',
      access_token: 't',
      cloud_sso_access_token_expire: Math.floor(Date.now() / 1000) + 3_600,
    };
    const env = { HOME: await home({ [CLI_FILE]: cliFile(profile) }) };
    expect(await child(['default'], env)).toMatchObject({
      accessKeyId: 'STS.sso-1',
      providerName: 'default/cli_profile',
    });
  });

  it('tells nothing of the file when a profile that the library reads is broken', async () => {
    const profile = { name: 'default', mode: 'CloudSSO', access_token: 'canary' };
    const env = { HOME: await home({ [CLI_FILE]: cliFile(profile) }) };
    const failure = await child(['default'], env);
    expect(failure).toMatchObject({ reason: 'auth', code: 'cli_profile_failed' });
    expect(JSON.stringify(failure)).not.toContain('canary');
  });
});
