/** What one connection, or one client, may take from the others. */

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';

import { afterAll, afterEach, describe, expect, it } from '@jest/globals';

import type { Rendition } from '../../src/exposition/exposition.ts';
import { ask, type Question } from './support/ask.ts';
import { Authority } from './support/certificates.ts';
import { countingComparer } from './support/comparer.ts';
import { type Exporter, startExporter, stopExporters } from './support/exporter.ts';
import { exchange, openWire, wireOf } from '../support/wire.ts';
import { until } from '../support/until.ts';

const authority = new Authority();
afterEach(stopExporters);
afterAll(() => {
  authority.remove();
});

const get = (target: string, headers = ''): string =>
  `GET ${target} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`;

const PAGE: Rendition = {
  contentType: 'text/plain',
  chunks: [Buffer.from('1\n')],
  encoding: 'identity',
};

/** More than the buffers of a connection hold, so that it is never out while the client does not read. */
const LARGE_PAGE = 'x'.repeat(16 * 1024 * 1024);

const FEW_SCRAPES = { maxMetricsRequests: 2 };

/** Asks until there is a slot, since the server learns of a client's end a moment after the client, but not for ever. */
async function untilServed({ url }: Exporter, question: Question = {}): Promise<number> {
  let status = 503;
  for (let attempt = 0; attempt < 200 && status === 503; attempt += 1) {
    ({ status } = await ask(url, { path: '/metrics', ...question }));
  }
  return status;
}

/** Metrics that are rendered when the test says so. */
function heldMetrics() {
  const waiting: (() => void)[] = [];
  let isHeld = true;
  return {
    waiting,
    metrics: (): Promise<Rendition> =>
      new Promise((resolve) => {
        const render = (): void => {
          resolve(PAGE);
        };
        if (isHeld) waiting.push(render);
        else render();
      }),
    release: () => {
      isHeld = false;
      waiting.splice(0).forEach((render) => {
        render();
      });
    },
  };
}

describe('slots for scrapes come back', () => {
  const ATTACK = get('/').repeat(3) + get('/metrics').repeat(5);

  it('after a client that pipelined, read nothing and was reset', async () => {
    const exporter = await startExporter({ limits: FEW_SCRAPES, statusPage: () => LARGE_PAGE });
    const wire = await openWire(exporter.port, ATTACK);
    await wire.received('200 OK');
    wire.socket.pause();
    wire.socket.resetAndDestroy();
    expect(await untilServed(exporter)).toBe(200);
  });

  it('after one that did so over TLS', async () => {
    const server = authority.issue('server', { names: 'IP:127.0.0.1', usage: 'serverAuth' });
    const webConfigFile = path.join(authority.folder, 'tls.yml');
    const files = `cert_file: ${server.certFile}, key_file: ${server.keyFile}`;
    writeFileSync(webConfigFile, `tls_server_config: {${files}}\n`);
    const exporter = await startExporter({
      webConfigFile,
      limits: FEW_SCRAPES,
      statusPage: () => LARGE_PAGE,
    });
    const options = { host: '127.0.0.1', port: exporter.port, ca: authority.cert };
    const wire = wireOf(connectTls(options));
    wire.socket.write(ATTACK);
    await wire.received('200 OK');
    wire.socket.destroy();
    expect(await untilServed(exporter, { ca: authority.cert })).toBe(200);
  });

  it.each([
    ['is reset', 'reset'],
    ['closes its half', 'end'],
    ['asks for a tunnel', 'tunnel'],
    ['sends garbage', 'garbage'],
  ])('after one that %s while its answer is being made', async (_name, what) => {
    const held = heldMetrics();
    const exporter = await startExporter({ limits: FEW_SCRAPES, metrics: held.metrics });
    const wires = [
      await openWire(exporter.port, get('/metrics').repeat(3)),
      await openWire(exporter.port, get('/metrics').repeat(3)),
    ];
    await until(() => held.waiting.length === 2);
    for (const { socket } of wires) {
      if (what === 'reset') socket.resetAndDestroy();
      if (what === 'end') socket.end();
      if (what === 'tunnel') socket.write('CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n');
      if (what === 'garbage') socket.write('\0\r\n\r\n');
    }
    await Promise.all(wires.map(({ ended }) => ended));
    // Of those that waited behind them, none is started.
    expect(held.waiting).toHaveLength(2);
    held.release();
    expect(await untilServed(exporter)).toBe(200);
  });

  it('after clients that left before the verdict on their password', async () => {
    const comparer = countingComparer('right');
    comparer.hold();
    const webConfigFile = path.join(authority.folder, 'users.yml');
    writeFileSync(webConfigFile, `basic_auth_users: {alice: '$2b$04$${'x'.repeat(53)}'}\n`);
    const exporter = await startExporter({ limits: FEW_SCRAPES, webConfigFile, comparer });
    const login = `Basic ${Buffer.from('alice:right').toString('base64')}`;
    const scrape = get('/metrics', `Authorization: ${login}\r\n`);
    const wires = await Promise.all([1, 2, 3].map(() => openWire(exporter.port, scrape)));
    await until(() => comparer.hashes.length > 0);
    for (const { socket } of wires) socket.destroy();
    await Promise.all(wires.map(({ ended }) => ended));
    comparer.release();
    expect(await untilServed(exporter, { headers: { Authorization: login } })).toBe(200);
  });

  it('after a client that reads too slowly for too long', async () => {
    const body = Buffer.from(LARGE_PAGE);
    const exporter = await startExporter({
      limits: { maxMetricsRequests: 1, answerTimeout: 120_000 },
      metrics: () => ({ ...PAGE, chunks: [body] }),
    });
    const wire = await openWire(exporter.port, get('/metrics'));
    await wire.received('200 OK');
    wire.socket.pause();
    await exporter.clock.advance(119_999);
    const probe = { path: '/metrics', method: 'HEAD' };
    expect((await ask(exporter.url, probe)).status).toBe(503);
    await exporter.clock.advance(1);
    expect((await ask(exporter.url, probe)).status).toBe(200);
    wire.socket.destroy();
  });
});

describe('pipelined requests', () => {
  it('are answered one after the other, in order', async () => {
    const held = heldMetrics();
    const exporter = await startExporter({ limits: FEW_SCRAPES, metrics: held.metrics });
    const last = get('/nothing', 'Connection: close\r\n');
    const wire = await openWire(exporter.port, get('/metrics').repeat(3) + get('/') + last);
    await until(() => held.waiting.length === 1);
    // Nothing else is started, however often the server gets a turn.
    expect((await ask(exporter.url, { path: '/-/healthy' })).status).toBe(200);
    expect(held.waiting).toHaveLength(1);
    held.release();
    const text = await wire.ended;
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(
      [200, 200, 200, 200, 404].map((status) => `HTTP/1.1 ${status}`),
    );
  });

  it('leave others their turns in between', async () => {
    let pages = 0;
    const exporter = await startExporter({
      statusPage: () => {
        pages += 1;
        return 'page';
      },
    });
    const probe = await openWire(exporter.port);
    const wire = await openWire(exporter.port, get('/').repeat(500));
    probe.socket.write(get('/-/healthy'));
    await probe.received('healthy\n');
    expect(pages).toBeLessThan(500);
    wire.socket.destroy();
    probe.socket.destroy();
  });

  it('beyond the limit cost their sender the connection, and nobody else', async () => {
    const held = heldMetrics();
    const exporter = await startExporter({
      limits: { maxWaitingRequestsPerClient: 10 },
      metrics: held.metrics,
    });
    expect(await exchange(exporter.port, get('/metrics').repeat(12))).toBe('');
    held.release();
    // What waited is forgotten: as many may wait again.
    const last = get('/metrics', 'Connection: close\r\n');
    const text = await exchange(exporter.port, get('/metrics').repeat(10) + last);
    expect(text.match(/200 OK/g)).toHaveLength(11);
    expect(exporter.log.take().slice(1)).toEqual([
      'warn: request refused; the same in the next minute is counted, not logged',
    ]);
  });
});

describe('one client', () => {
  it('has a share of the scrapes, and leaves the rest to others', async () => {
    const held = heldMetrics();
    const exporter = await startExporter({
      limits: { maxMetricsRequestsPerClient: 2 },
      metrics: held.metrics,
    });
    const first = [1, 2].map(() => ask(exporter.url, { path: '/metrics' }));
    await until(() => held.waiting.length === 2);
    expect((await ask(exporter.url, { path: '/metrics' })).status).toBe(503);
    const other = ask(exporter.url, { path: '/metrics', localAddress: '127.0.0.2' });
    await until(() => held.waiting.length === 3);
    held.release();
    const statuses = (await Promise.all([...first, other])).map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200]);
  });

  it('has a share of the connections, and leaves the rest to others', async () => {
    let refused = 0;
    const { port, url } = await startExporter({
      limits: { maxConnectionsPerClient: 2 },
      countRefusedConnection: () => {
        refused += 1;
      },
    });
    const kept = [await openWire(port), await openWire(port)];
    expect(await exchange(port, get('/-/healthy'))).toBe('');
    expect(refused).toBe(1);
    const other = { path: '/-/healthy', localAddress: '127.0.0.2' };
    expect((await ask(url, other)).status).toBe(200);
    for (const { socket } of kept) socket.destroy();
  });
});

describe('what is counted', () => {
  /** Whoever does not ask for the end waits a second for it. */
  const only = (line: string, headers = ''): string =>
    `${line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`;

  it.each([
    ['GET /metrics', only('GET /metrics'), 'metrics 200'],
    ['HEAD /', only('HEAD /'), 'status 200'],
    ['GET /-/healthy', only('GET /-/healthy'), 'healthy 200'],
    ['GET /-/ready', only('GET /-/ready'), 'ready 200'],
    ['a forbidden reload', only('POST /-/reload'), 'reload 403'],
    ['a wrong method', only('POST /metrics'), 'metrics 405'],
    ['an unknown path', only('GET /nothing'), 'other 404'],
    ['a malformed path', only('GET /%'), 'other 400'],
    ['a request without a host', 'GET / HTTP/1.1\r\n\r\n', 'status 400'],
    ['an expectation', only('GET /', 'Expect: miracles\r\n'), 'status 417'],
    ['an expected expectation', only('GET /', 'Expect: 100-continue\r\n'), 'status 200'],
    ['a body', only('GET /-/healthy', 'Content-Length: 9999\r\n'), 'healthy 413'],
    ['garbage', 'BREW\r\n\r\n', 'other 400'],
    ['large headers', get(`/${'x'.repeat(20_000)}`), 'other 431'],
    ['a tunnel', 'CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n', 'other 405'],
    ['nothing in time', '', 'other 408'],
  ])('%s', async (_name, bytes, expected) => {
    const counted: string[] = [];
    const { port } = await startExporter({
      limits: { headersTimeout: 60, requestTimeout: 60, checkInterval: 20, keepAliveTimeout: 60 },
      countAnswer: (handler, status) => counted.push(`${handler} ${status}`),
    });
    const [, code = ''] = expected.split(' ');
    expect(await exchange(port, bytes)).toContain(`HTTP/1.1 ${code} `);
    expect(counted[0]).toBe(expected);
  });

  it('is not what nobody received an answer to', async () => {
    const counted: number[] = [];
    const held = heldMetrics();
    const exporter = await startExporter({
      metrics: held.metrics,
      countAnswer: (_handler, status) => counted.push(status),
    });
    const wire = await openWire(exporter.port, get('/metrics'));
    await until(() => held.waiting.length === 1);
    wire.socket.resetAndDestroy();
    await wire.ended;
    // The server has heard of the reset before it answers this.
    await ask(exporter.url, { path: '/-/reload' });
    held.release();
    await ask(exporter.url, { path: '/nothing' });
    expect(counted).toEqual([405, 404]);
  });

  it('are connections beyond the limit', async () => {
    let refused = 0;
    const { port } = await startExporter({
      limits: { maxConnections: 1 },
      countRefusedConnection: () => {
        refused += 1;
      },
    });
    const kept = await openWire(port);
    expect(await exchange(port, '')).toBe('');
    expect(await exchange(port, '')).toBe('');
    expect(refused).toBe(2);
    kept.socket.destroy();
  });
});

describe('refusals are logged', () => {
  it('once a minute for each reason, with how many there were in between', async () => {
    const exporter = await startExporter({ limits: { maxConnections: 1 } });
    const kept = await openWire(exporter.port);
    const refusedLines = (): unknown[] => {
      const lines = exporter.log.lines.splice(0).filter(({ level }) => level === 'warn');
      return lines.map(({ fields }) => fields);
    };
    for (let round = 0; round < 3; round += 1) await exchange(exporter.port, '');
    const [reason, client] = ['too many connections', '127.0.0.1'];
    expect(refusedLines()).toEqual([{ reason, client }]);
    await exporter.clock.advance(59_999);
    await exchange(exporter.port, '');
    expect(refusedLines()).toEqual([]);
    await exporter.clock.advance(1);
    await exchange(exporter.port, '');
    expect(refusedLines()).toEqual([{ reason, client, unlogged: 3 }]);
    kept.socket.destroy();
  });
});

it('has no refusal written into an answer that is on its way', async () => {
  const statuses: number[] = [];
  const { port } = await startExporter({
    metrics: () => ({ ...PAGE, chunks: [Buffer.from(LARGE_PAGE)] }),
    countAnswer: (_handler, status) => {
      statuses.push(status);
    },
  });
  const wire = await openWire(port, get('/metrics'));
  await wire.received('200 OK');
  wire.socket.pause();
  wire.socket.write('garbage\r\n\r\n');
  await until(() => statuses.length > 0);
  expect(statuses).toEqual([200]);
  wire.socket.destroy();
});
