/** The pod of `helm test`: its script, run for real, and what it asks. */

import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execPath } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Helm, only, type Values } from './chart.ts';
import { findHelmTools } from './tools.ts';

const tools = await findHelmTools();

interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: unknown;
}

(tools === undefined ? describe.skip : describe)('the pod of helm test', () => {
  const helm = new Helm(tools?.helm ?? '');
  const GOOD = 'alicloud_vpn_exporter_build_info{version="1"} 1\n';
  const password = `Basic ${Buffer.from('a:b:c').toString('base64')}`;

  /** One path for each way an exporter may answer. */
  const server = createServer((request, response) => {
    if (request.url === '/good') response.end(GOOD);
    else if (request.url === '/other') response.end('up 1\n');
    else if (request.url === '/password' && request.headers.authorization === password)
      response.end(GOOD);
    else response.writeHead(request.url === '/password' ? 401 : 500).end(GOOD);
  });
  let base = '';

  beforeAll(async () => {
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  const container = async (values: Values): Promise<{ command: string[]; env: EnvVar[] }> =>
    only(await helm.objects(values), 'Pod')['spec'].containers[0];

  /** Runs the pod's own command on this machine. */
  async function run(
    paths: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ): Promise<number> {
    const { command } = await container({});
    const [program, ...args] = command;
    expect(program).toBe('node');
    const env = { METRICS_URLS: paths.map((path) => base + path).join(' '), ...more };
    return new Promise((resolve) => {
      const child = execFile(execPath, args, { env }, () => resolve(child.exitCode ?? -1));
    });
  }

  it.each<readonly [string, readonly string[], number]>([
    ['every shard shows the metrics of the exporter', ['/good', '/good'], 0],
    ['one shard does not answer with 200', ['/good', '/broken'], 1],
    ['one shard shows the metrics of something else', ['/other', '/good'], 1],
    ['it asks for a password', ['/password'], 1],
  ])('when %s', async (_name, paths, exit) => {
    expect(await run(paths)).toBe(exit);
  });

  it('gives the password that it has', async () => {
    expect(await run(['/password'], { METRICS_USERNAME: 'a', METRICS_PASSWORD: 'b:c' })).toBe(0);
  });

  it('fails when nobody listens', async () => {
    expect(await run(['/good'], { METRICS_URLS: 'http://127.0.0.1:1/metrics' })).toBe(1);
  });

  it.each<readonly [string, Values, string]>([
    [
      'one pod',
      { service: { port: 80 } },
      'http://vpn-alicloud-vpn-exporter.vpn-test.svc:80/metrics',
    ],
    [
      'shards',
      { shards: 2, web: { port: 81 } },
      [0, 1]
        .map(
          (n) =>
            `http://vpn-alicloud-vpn-exporter-${n}.vpn-alicloud-vpn-exporter-shards.vpn-test.svc:81/metrics`,
        )
        .join(' '),
    ],
    [
      'TLS',
      { web: { existingSecret: 'w', existingHasTls: true } },
      'https://vpn-alicloud-vpn-exporter.vpn-test.svc:10061/metrics',
    ],
  ])('asks the addresses of %s', async (_name, values, urls) => {
    const { env } = await container(values);
    expect(env.find(({ name }) => name === 'METRICS_URLS')?.value).toBe(urls);
  });

  it('takes the password from the Secret of the values', async () => {
    const { env } = await container({
      tests: { basicAuth: { secretName: 's', passwordKey: 'p' } },
    });
    expect(env).toContainEqual({
      name: 'METRICS_PASSWORD',
      valueFrom: { secretKeyRef: { name: 's', key: 'p' } },
    });
  });
});
