/** Whatever the daemon is about when it is told to stop: it ends with exit code 0, in time, and says so. */

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import type { Effect } from '../../src/simulator/faults/effect.ts';
import { generateScenario } from '../support/scenarios/generate.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { startRawServer } from '../alicloud/support/raw-server.ts';
import { Authority } from '../http/support/certificates.ts';
import { hasOpenssl } from '../support/tools.ts';
import { openWire } from '../support/wire.ts';
import { run, startDaemon, stopDaemon, type Running } from './support/daemon.ts';
import { accountOf, configOf } from './support/files.ts';
import { scrape, untilPage, untilReady, values } from './support/scrape.ts';
import { until } from '../support/until.ts';
import { temporaryFolder, type Folder } from '../support/folder.ts';

/** The contract: gone within 5 s. */
const PROMISED_MS = 5_000;

/** Before the program's last resort, which ends it whatever holds it: what must not be needed. */
const UNAIDED_MS = 4_400;

/** So long that none ends by itself while a test looks at it. */
const PATIENT = {
  interval: '10m',
  timeout: '5m',
  request_timeout: '5m',
  stale_after: '1h',
};

const REGION = 'cn-hangzhou';

let folder: Folder;
let simulator: Simulator;
let running: Running | undefined;

beforeAll(async () => {
  simulator = await startSimulator({
    scenario: generateScenario({
      accounts: {
        acme: { [REGION]: { single: 2, dual: 2, gateways: 1 } },
        large: { [REGION]: { dual: 200 } },
      },
    }),
  });
});

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(async () => {
  await stopDaemon(running);
  running = undefined;
  simulator.faults.clear();
  folder.remove();
});

afterAll(async () => {
  await simulator.close();
});

/** A daemon that polls one account of the simulator, or the one that is given. */
async function startPolling(account: object | string, ...flags: readonly string[]) {
  const of = typeof account === 'string' ? accountOf(account, simulator.url, [REGION]) : account;
  const file = folder.write('exporter.yml', configOf([of], { poll: PATIENT }));
  const daemon = await startDaemon([`--config.file=${file}`, ...flags]);
  running = daemon;
  return { ...daemon, port: Number(new URL(daemon.url).port) };
}

/** How a daemon ends that ends well. */
const WELL = { code: 0, isInTime: true, isAnnounced: true, defects: [] };

/** The messages of a log, every line of which must be one. */
function messagesOf(log: string): readonly string[] {
  const lines = log.trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { readonly msg: string }).msg);
}

/** Sends the signal and waits for the end. */
async function endOf(of: Running, signal: NodeJS.Signals, limitMs = UNAIDED_MS) {
  const start = performance.now();
  of.child.kill(signal);
  const { code, stderr } = await of.exited;
  const isInTime = performance.now() - start < limitMs;
  const messages = messagesOf(stderr);
  return {
    code,
    isInTime,
    isAnnounced: messages.includes('stopping'),
    // What nobody had thought of.
    defects: messages.filter((message) => message === 'unexpected error'),
  };
}

/** A daemon whose first call has this fault. */
async function startWith(effect: Effect) {
  simulator.faults.add({ effect });
  const daemon = await startPolling('acme');
  await until(() => simulator.faults.list().some(({ hits }) => hits > 0));
  return daemon;
}

/** What the daemon may be about. */
const MOMENTS: readonly (readonly [name: string, reach: () => Promise<Running>])[] = [
  [
    'between two polls',
    async () => {
      const daemon = await startPolling('acme');
      await untilReady(daemon);
      return daemon;
    },
  ],
  [
    'while an answer of the API trickles in',
    () => startWith({ kind: 'drip', bytes: 1, everyMs: 50 }),
  ],
  ['while a call hangs', () => startWith({ kind: 'hang' })],
  [
    'while it waits for the next attempt',
    async () => {
      const daemon = await startWith({
        kind: 'error',
        code: 'Throttling.User',
        retryAfterMs: 60_000,
      });
      const requests = 'alicloud_vpn_exporter_api_requests_total';
      await untilPage(
        daemon,
        (page) => values(page, requests, 'code="Throttling.User"').length >= 2,
      );
      return daemon;
    },
  ],
  [
    'while the service of its credentials says nothing',
    async () => {
      const silent = await startRawServer(() => undefined);
      const asked = silent.nextRequest();
      const uri = `http://${silent.endpoint.host}/`;
      const credentials = { type: 'credentials_uri', uri };
      const daemon = await startPolling({ name: 'a', regions: [REGION], credentials });
      await asked;
      void daemon.exited.then(() => silent.close());
      return daemon;
    },
  ],
  [
    'while a client sends its request byte by byte',
    async () => {
      const daemon = await startPolling('acme');
      await openWire(daemon.port, 'GET /metrics HTTP/1.1\r\nHost: x\r\nX-');
      return daemon;
    },
  ],
  [
    'while clients keep their connections open',
    async () => {
      const daemon = await startPolling('acme');
      const request = 'GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n';
      const used = await openWire(daemon.port, request);
      await openWire(daemon.port);
      await used.received('healthy');
      return daemon;
    },
  ],
];

/** A program that waits for the text of its configuration, and what happens when it reads it. */
function startReading() {
  const fifo = `${folder.write('exporter.yml', '')}.fifo`;
  execFileSync('mkfifo', [fifo]);
  const started = run([`--config.file=${fifo}`, '--web.listen-address=127.0.0.1:0']);
  running = started;
  /** Acts while the program reads, and lets it go on. */
  const onRead = async (act: () => void): Promise<void> => {
    // Opens as soon as the program does the same to read.
    const file = await open(fifo, 'w');
    act();
    await file.write(configOf([accountOf('acme', simulator.url, [REGION])]));
    await file.close();
  };
  return { started, fifo, onRead };
}

describe('SIGTERM', () => {
  it.each(MOMENTS)('%s', async (_name, reach) => {
    expect(await endOf(await reach(), 'SIGTERM')).toEqual(WELL);
  });

  it('while it reads its configuration', async () => {
    const { started, onRead } = startReading();
    let start = Infinity;
    await onRead(() => {
      start = performance.now();
      started.child.kill('SIGTERM');
    });
    expect(await started.exited).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(performance.now() - start).toBeLessThan(PROMISED_MS);
  });
});

describe('SIGINT', () => {
  it('does the same', async () => {
    const daemon = await startPolling('acme');
    await untilReady(daemon);
    expect(await endOf(daemon, 'SIGINT')).toEqual(WELL);
  });
});

/** A daemon, and a client that has stopped in the middle of a page of many megabytes. */
async function startScrape() {
  const account = accountOf('large', simulator.url, [REGION]);
  // It stands in every line.
  const daemon = await startPolling({ ...account, name: 'large'.repeat(500) });
  await untilReady(daemon);
  const sent = request(`${daemon.url}/metrics`, { agent: false }).end();
  // Nobody reads the body yet: it fills the buffers of both ends, and the rest waits in the daemon.
  const [response]: IncomingMessage[] = await once(sent, 'response');
  return { daemon, response: response! };
}

/** Reads the rest of the page; the sizes of all of it, as announced and as received. */
async function sizesOf(response: IncomingMessage) {
  let received = 0;
  for await (const chunk of response) received += (chunk as Buffer).length;
  return { announced: Number(response.headers['content-length']), received };
}

/** Resolves when the daemon accepts no connections any more: it has taken notice of the signal. */
async function untilClosed({ url }: { readonly url: string }): Promise<void> {
  await until(() =>
    fetch(`${url}/-/healthy`).then(
      () => false,
      () => true,
    ),
  );
}

describe('a scrape under way', () => {
  it('is finished, also when the signal is repeated', async () => {
    const { daemon, response } = await startScrape();
    const ended = endOf(daemon, 'SIGTERM');
    await untilClosed(daemon);
    daemon.child.kill('SIGTERM');
    daemon.child.kill('SIGINT');
    const { announced, received } = await sizesOf(response);
    expect(announced).toBeGreaterThan(10_000_000);
    expect(received).toBe(announced);
    expect(await ended).toEqual(WELL);
  });

  it('whose client reads no more does not keep the daemon', async () => {
    const { daemon, response } = await startScrape();
    expect(await endOf(daemon, 'SIGTERM', PROMISED_MS)).toEqual(WELL);
    response.destroy();
  });
});

const describeTls = hasOpenssl() ? describe : describe.skip;

describeTls('TLS handshakes that never end', () => {
  it('do not keep the daemon', async () => {
    const authority = new Authority();
    const { certFile, keyFile } = authority.issue('server', { usage: 'serverAuth' });
    const tls = `tls_server_config: {cert_file: ${certFile}, key_file: ${keyFile}}`;
    const daemon = await startPolling('acme', `--web.config.file=${folder.write('web.yml', tls)}`);
    const silent = await openWire(daemon.port);
    const greeting = await openWire(daemon.port, Buffer.from([0x16, 3, 1, 2, 0]));
    expect(await endOf(daemon, 'SIGTERM', PROMISED_MS)).toEqual(WELL);
    await Promise.all([silent.ended, greeting.ended]);
    authority.remove();
  });
});

describe('SIGHUP', () => {
  it('while the program reads its configuration makes it read it again', async () => {
    const { started, fifo, onRead } = startReading();
    await onRead(() => {
      started.child.kill('SIGHUP');
      rmSync(fifo);
      folder.write('exporter.yml.fifo', configOf([accountOf('acme', simulator.url, [REGION])]));
    });
    await until(() => started.stderr().includes('reloaded'));
    started.child.kill('SIGTERM');
    expect((await started.exited).code).toBe(0);
  });

  it('with a bad configuration changes nothing but the log and the metric of reloads', async () => {
    const daemon = await startPolling('acme');
    await untilReady(daemon);
    folder.write('exporter.yml', 'accounts: [{name: acme}]\npolls: 1\n');
    daemon.child.kill('SIGHUP');
    const reload = 'alicloud_vpn_exporter_config_last_reload_successful';
    const page = await untilPage(daemon, (text) => values(text, reload)[0] === 0);
    expect(values(page, 'alicloud_vpn_connection_up')).toHaveLength(4);
    expect(daemon.stderr()).toContain('accounts[0].regions: expected');
    expect(daemon.stderr()).toContain('polls: expected');
    expect(await endOf(daemon, 'SIGTERM')).toEqual(WELL);
  });
});

describe('SIGUSR1', () => {
  it('opens no debugger, and ends nothing', async () => {
    const daemon = await startPolling('acme');
    await untilReady(daemon);
    const reload = 'alicloud_vpn_exporter_config_last_reload_success_timestamp_seconds';
    const [before = 0] = values(await scrape(daemon), reload);
    daemon.child.kill('SIGUSR1');
    daemon.child.kill('SIGHUP');
    await untilPage(daemon, (page) => (values(page, reload)[0] ?? 0) > before);
    expect(daemon.stderr()).not.toMatch(/debugger|inspector/i);
    expect(await endOf(daemon, 'SIGTERM')).toEqual(WELL);
  });
});

describe('a log that nobody reads any more', () => {
  it('does not hold the daemon up', async () => {
    const daemon = await startPolling('acme', '--log.level=debug');
    await untilReady(daemon);
    const reload = 'alicloud_vpn_exporter_config_last_reload_success_timestamp_seconds';
    const [before = 0] = values(await scrape(daemon), reload);
    daemon.child.stderr?.destroy();
    daemon.child.kill('SIGHUP');
    await untilPage(daemon, (page) => (values(page, reload)[0] ?? 0) > before);
    const start = performance.now();
    daemon.child.kill('SIGTERM');
    expect((await daemon.exited).code).toBe(0);
    expect(performance.now() - start).toBeLessThan(UNAIDED_MS);
  });
});
