/** Clients that do not mean well, or do not speak HTTP. */

import { afterEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { ask } from './support/ask.ts';
import { startExporter, stopExporters } from './support/exporter.ts';
import { until } from '../support/until.ts';
import { exchange, openWire } from '../support/wire.ts';

afterEach(stopExporters);

const BRIEF = { headersTimeout: 60, requestTimeout: 60, checkInterval: 20 };

describe('slow clients', () => {
  it.each([
    ['says nothing', ''],
    ['stops within the request line', 'GET /met'],
    ['stops within the headers', 'GET /metrics HTTP/1.1\r\nHost: x\r\nX-'],
    ['stops within the body', 'POST /-/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx'],
  ])('are cut off: one that %s', async (_name, bytes) => {
    const { port } = await startExporter({ limits: BRIEF });
    expect(await exchange(port, bytes)).toMatch(/^$|^HTTP\/1.1 408 |^HTTP\/1.1 403 /);
  });

  it('are cut off however steadily they drip', async () => {
    const { port } = await startExporter({ limits: BRIEF });
    const wire = await openWire(port, 'GET /metrics HTTP/1.1\r\nHost: x\r\n');
    const drip = setInterval(() => wire.socket.write('X-A: b\r\n'), 10);
    expect(await wire.ended).toContain(' 408 ');
    clearInterval(drip);
  });

  it('are cut off when they wait too long for their next request', async () => {
    const { port } = await startExporter({ limits: { keepAliveTimeout: 30 } });
    const text = await exchange(port, 'GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(text).toContain('HTTP/1.1 200 OK');
  });

  it('are cut off when they stop reading', async () => {
    const page = Buffer.alloc(64 * 1024 * 1024, 'x');
    const { port } = await startExporter({
      limits: { idleTimeout: 50, maxMetricsRequests: 1 },
      metrics: () => ({ contentType: 'text/plain', chunks: [page], encoding: 'identity' }),
    });
    // On a busy machine a connection may idle for that long before its first byte is written or read: then once more.
    const reader = await until(async () => {
      const wire = await openWire(port, 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n');
      return wire.received('200 OK').then(
        () => wire,
        () => undefined,
      );
    });
    reader.socket.pause();
    // The one place for a scrape is free again only after the server has given up on the reader.
    await until(async () => {
      const request = 'HEAD /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
      return (await exchange(port, request)).startsWith('HTTP/1.1 200 OK');
    });
    reader.socket.resume();
    expect((await reader.ended).length).toBeLessThan(page.length);
  });
});

describe('large requests', () => {
  it('are refused for their headers', async () => {
    const { port } = await startExporter({ limits: { maxHeaderSize: 2048 } });
    const big = `GET / HTTP/1.1\r\nHost: x\r\nX-Big: ${'x'.repeat(3000)}\r\n\r\n`;
    expect(await exchange(port, big)).toContain('HTTP/1.1 431 ');
  });

  it('are refused for their target', async () => {
    const { port } = await startExporter({ limits: { maxHeaderSize: 2048 } });
    const big = `GET /${'x'.repeat(3000)} HTTP/1.1\r\nHost: x\r\n\r\n`;
    expect(await exchange(port, big)).toContain('HTTP/1.1 431 ');
  });

  it('are refused for the body that they announce, which is not waited for', async () => {
    const { port } = await startExporter({ enableLifecycle: true });
    const request = 'POST /-/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 4097\r\n\r\n';
    expect(await exchange(port, request)).toContain('HTTP/1.1 413 ');
  });

  it('are cut off after the answer when their body has no announced end', async () => {
    const { port } = await startExporter({ enableLifecycle: true });
    const request =
      'POST /-/reload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n';
    const text = await exchange(port, request);
    expect(text).toContain('HTTP/1.1 200 ');
    expect(text).toContain('\r\nConnection: close\r\n');
  });
});

describe('too many connections', () => {
  it('are dropped, and room comes back', async () => {
    const { port, url } = await startExporter({ limits: { maxConnections: 2 } });
    const kept = [await openWire(port), await openWire(port)];
    expect(await exchange(port, 'GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('');
    const [first] = kept;
    first?.socket.destroy();
    await first?.ended;
    let status = 0;
    while (status === 0) {
      status = await ask(url, { path: '/-/healthy' }).then(
        (reply) => reply.status,
        () => 0,
      );
    }
    expect(status).toBe(200);
    kept[1]?.socket.destroy();
  });
});

describe('unusual requests', () => {
  it.each([
    ['an unknown method', 'BREW / HTTP/1.1\r\nHost: x\r\n\r\n', '400'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', '400'],
    ['a version that has none', 'GET / HTTP/x\r\n\r\n', '400'],
    ['TLS on a plain port', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', '400'],
    ['HTTP/2 with prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400'],
    ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n', '405'],
    [
      'both kinds of length',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      '400',
    ],
    ['an upgrade', 'GET /-/healthy HTTP/1.0\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n', '200'],
    ['HTTP/1.0', 'GET /-/healthy HTTP/1.0\r\n\r\n', '200'],
    [
      'an expectation',
      'GET / HTTP/1.1\r\nHost: x\r\nExpect: miracles\r\nConnection: close\r\n\r\n',
      '417',
    ],
  ])('%s', async (_name, bytes, status) => {
    const { port } = await startExporter();
    expect((await exchange(port, bytes)).slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
  });

  it('answers requests in a row on one connection', async () => {
    const { port } = await startExporter();
    const one = 'GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n';
    const last = 'GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const text = await exchange(port, one + one + last);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 404']);
  });
});

describe('garbage', () => {
  const noise = fc
    .uint8Array({ maxLength: 200 })
    .map((bytes) => Buffer.from(bytes).toString('latin1'));
  const word = fc.oneof(
    fc.constantFrom('GET', 'POST', '/', '/metrics', '/-/reload', '/%', '*', 'HTTP/1.1', 'Host: x'),
    fc.constantFrom(
      'Content-Length: 5',
      'Transfer-Encoding: chunked',
      'Authorization: Basic !',
      '\0',
    ),
    noise,
  );
  const separator = fc.constantFrom(' ', '\r\n', '\r\n\r\n', '\n', ':', '');
  const request = fc
    .array(fc.tuple(word, separator), { maxLength: 12 })
    .map((parts) => `${parts.flat().join('')}\r\n\r\n`);

  it('never stops the server', async () => {
    const { port, url, log } = await startExporter();
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 8 }), async (requests) => {
        const wires = await Promise.all(
          requests.map((text) => openWire(port, Buffer.from(text, 'latin1'))),
        );
        for (const { socket } of wires) socket.end();
        const answers = await Promise.all(wires.map(({ ended }) => ended));
        for (const answer of answers) expect(answer).toMatch(/^$|^HTTP\/1\.1 [2-5]\d\d /);
        expect((await ask(url, { path: '/-/healthy' })).status).toBe(200);
      }),
      { numRuns: 40 },
    );
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
