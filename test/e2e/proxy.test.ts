/** A whole process behind a proxy: no name server knows the endpoint, only the proxy leads there. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import { generateScenario } from '../support/scenarios/generate.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { startConnectProxy } from '../alicloud/http/support/connect-proxy.ts';
import { Authority } from '../http/support/certificates.ts';
import { runToEnd } from './support/daemon.ts';
import { accountOf, configOf } from './support/files.ts';
import { temporaryFolder, type Folder } from '../support/folder.ts';

const HOST = 'vpc.cn-hangzhou.example.invalid';

let folder: Folder;
let authority: Authority;
let simulator: Simulator;
/** The simulator behind TLS. */
let securePort = 0;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  folder = temporaryFolder();
  authority = new Authority();
  const regions = { 'cn-hangzhou': { single: 2 } };
  simulator = await startSimulator({ scenario: generateScenario({ accounts: { acme: regions } }) });
  const pair = authority.issue('api', { names: `DNS:${HOST}`, usage: 'serverAuth' });
  const server = createServer(pair, (socket) => {
    const behind = connect(simulator.port, '127.0.0.1');
    socket.pipe(behind).pipe(socket);
    for (const end of [socket, behind]) end.on('error', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  securePort = (server.address() as AddressInfo).port;
  cleanups.push(() => server.close());
});
afterEach(() => {
  simulator.reset();
});
afterAll(async () => {
  for (const cleanup of cleanups) await cleanup();
  await simulator.close();
  authority.remove();
  folder.remove();
});

/** Polls once through a proxy that leads everything to `port`. */
async function pollOnce(port: number, account: object, env: (proxy: string) => object) {
  const proxy = await startConnectProxy({ port, login: 'me:hunter2' });
  const config = configOf([{ ...accountOf('acme', HOST, ['cn-hangzhou']), ...account }], {
    poll: {},
    collectors: {
      gateways: { enabled: false },
      customer_gateways: { enabled: false },
      diagnosis: { enabled: false },
    },
  });
  const url = `http://me:hunter2@${proxy.address}`;
  const file = folder.write('proxy.yml', config.replaceAll('PROXY', url));
  const { code, stdout, stderr } = await runToEnd(
    ['--once', '--log.level=debug', `--config.file=${file}`],
    env(url) as Record<string, string>,
  );
  await proxy.close();
  expect(stderr).not.toMatch(/hunter2|me:/);
  return { code, stdout, stderr, methods: proxy.requests.map(({ method }) => method), proxy };
}

describe('--once behind a proxy', () => {
  it('reaches an https endpoint through HTTPS_PROXY, and says so', async () => {
    const account = { http_config: { tls_config: { ca_file: authority.certFile } } };
    const run = await pollOnce(securePort, account, (HTTPS_PROXY) => ({ HTTPS_PROXY }));
    expect(run).toMatchObject({ code: 0, methods: ['CONNECT'] });
    expect(run.stdout).toContain('alicloud_vpn_connection_up{');
    const lines = run.stderr.split('\n').filter((line) => line.includes('through a proxy'));
    expect(lines).toHaveLength(1);
    const calls = run.stderr.split('\n').filter((line) => line.includes('"msg":"API call"'));
    expect(calls.map((line): unknown => JSON.parse(line))).toEqual([
      expect.objectContaining({
        level: 'debug',
        account: 'acme',
        region: 'cn-hangzhou',
        action: 'DescribeVpnConnections',
        endpoint: `${HOST}:443 through proxy http://${run.proxy.address}`,
        attempt: 1,
        status: 200,
        code: 'OK',
        duration_ms: expect.any(Number),
        request_id: expect.stringMatching(/^[0-9A-F-]{36}$/),
      }),
    ]);
    expect(lines[0]).toContain(`"proxy":"http://${run.proxy.address}","accounts":"acme"`);
  });

  it('trusts an authority of NODE_EXTRA_CA_CERTS as well', async () => {
    const run = await pollOnce(securePort, {}, (HTTPS_PROXY) => ({
      HTTPS_PROXY,
      NODE_EXTRA_CA_CERTS: authority.certFile,
    }));
    expect(run).toMatchObject({ code: 0, methods: ['CONNECT'] });
  });

  it('reaches an http endpoint through proxy_url', async () => {
    const account = { endpoint: `http://${HOST}`, http_config: { proxy_url: 'PROXY' } };
    const run = await pollOnce(simulator.port, account, () => ({}));
    expect(run).toMatchObject({ code: 0, methods: ['POST'] });
  });

  it('obeys NO_PROXY: the name is looked up, and the failure names it', async () => {
    const run = await pollOnce(securePort, {}, (HTTPS_PROXY) => ({
      HTTPS_PROXY,
      NO_PROXY: '.example.invalid:443',
    }));
    expect(run).toMatchObject({ code: 1, methods: [] });
    expect(run.stderr).toMatch(new RegExp(`${HOST}:443: the name .* \\((ENOTFOUND|EAI_AGAIN)\\)`));
    expect(run.stderr).not.toContain('through a proxy');
    const calls = run.stderr.split('\n').filter((line) => line.includes('"msg":"API call"'));
    expect(calls.map((line) => /"attempt":\d+,"code":"dns_error"/.exec(line)?.[0])).toEqual(
      [1, 2, 3, 4, 5].map((attempt) => `"attempt":${attempt},"code":"dns_error"`),
    );
  });
});
