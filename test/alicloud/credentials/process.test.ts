import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../src/model/clock.ts';
import { CLI_FILE, cliFile, home } from './support/home.ts';
import { sts } from './support/services.ts';

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

  it.each(['External', 'OAuth', 'CloudSSO'])(
    'runs nothing of a profile of mode %s',
    async (mode) => {
      const ran = path.join(folder, 'ran');
      const profile = {
        name: 'default',
        mode,
        process_command: `touch ${ran}`,
        access_token: 'canary',
        oauth_site_type: 'CN',
      };
      const file = cliFile(profile);
      const where = await home({ [CLI_FILE]: file });
      for (const allowed of [{}, { ALIBABA_CLOUD_CLI_PROFILE_DISABLED: 'false' }]) {
        const failure = await child(['default'], { HOME: where, ...allowed });
        expect(failure).toMatchObject({
          reason: 'auth',
          code: 'unsupported_profile_mode',
          hint: expect.stringContaining(`mode ${mode} is not supported`),
        });
        expect(JSON.stringify(failure)).not.toContain('canary');
      }
      expect(existsSync(ran)).toBe(false);
      expect(await readFile(path.join(where, CLI_FILE), 'utf8')).toBe(file);
    },
  );
});
