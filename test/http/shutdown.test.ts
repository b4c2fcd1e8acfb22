/** How the HTTP side ends. */

import { Agent, request } from 'node:http';
import { once } from 'node:events';

import { afterEach, describe, expect, it } from '@jest/globals';

import type { Rendition } from '../../src/exposition/exposition.ts';
import { ask } from './support/ask.ts';
import { startExporter, stopExporters } from './support/exporter.ts';
import { openWire } from '../support/wire.ts';

afterEach(stopExporters);

const PAGE: Rendition = {
  contentType: 'text/plain',
  chunks: [Buffer.from('1\n')],
  encoding: 'identity',
};
const SCRAPE = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n';
const HEALTH = 'GET /-/healthy HTTP/1.1\r\nHost: x\r\n\r\n';

/** A promise that a test settles. */
function deferred<Value>() {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** An exporter that renders when it is told to. */
async function startSlowExporter() {
  const rendering = deferred<Rendition>();
  const asked = deferred<void>();
  const exporter = await startExporter({
    metrics: () => {
      asked.resolve();
      return rendering.promise;
    },
  });
  return {
    exporter,
    asked: asked.promise,
    render: () => {
      rendering.resolve(PAGE);
    },
  };
}

describe('closing', () => {
  it('finishes the answer under way and tells its client not to come back', async () => {
    const { exporter, asked, render } = await startSlowExporter();
    const wire = await openWire(exporter.port, SCRAPE);
    await asked;
    const closed = exporter.close(60_000);
    render();
    const text = await wire.ended;
    expect(text).toContain('HTTP/1.1 200 OK');
    expect(text).toContain('\r\nConnection: close\r\n');
    expect(text.endsWith('\r\n\r\n1\n')).toBe(true);
    await closed;
  });

  it('closes connections that wait for a request at once, used or not', async () => {
    const { exporter, asked, render } = await startSlowExporter();
    const fresh = await openWire(exporter.port);
    const used = await openWire(exporter.port, HEALTH);
    await used.received('healthy\n');
    const busy = await openWire(exporter.port, SCRAPE);
    await asked;
    const closed = exporter.close(60_000);
    expect(await fresh.ended).toBe('');
    expect(await used.ended).toContain('200 OK');
    render();
    await busy.ended;
    await closed;
  });

  it('finishes an answer whose headers are out, and closes its connection after it', async () => {
    const body = Buffer.alloc(8 * 1024 * 1024, 'x');
    const exporter = await startExporter({ metrics: () => ({ ...PAGE, chunks: [body] }) });
    const agent = new Agent({ keepAlive: true });
    const sent = request(exporter.url, { path: '/metrics', agent }).end();
    const [response] = await once(sent, 'response');
    const closed = exporter.close(60_000);
    let received = 0;
    for await (const chunk of response) received += chunk.length;
    expect(received).toBe(body.length);
    await closed;
    agent.destroy();
  });

  it('answers requests that follow on a busy connection, and closes it after them', async () => {
    const body = Buffer.alloc(8 * 1024 * 1024, 'x');
    const exporter = await startExporter({ metrics: () => ({ ...PAGE, chunks: [body] }) });
    const wire = await openWire(exporter.port, SCRAPE);
    await wire.received('200 OK');
    wire.socket.pause();
    const closed = exporter.close(60_000);
    wire.socket.write(HEALTH);
    wire.socket.resume();
    const text = await wire.ended;
    const second = text.slice(text.lastIndexOf('HTTP/1.1 200 OK'));
    expect(second).toContain('\r\nConnection: close\r\n');
    expect(second.endsWith('healthy\n')).toBe(true);
    await closed;
  });

  it('accepts nobody any more', async () => {
    const { exporter, asked, render } = await startSlowExporter();
    const busy = await openWire(exporter.port, SCRAPE);
    await asked;
    const closed = exporter.close(60_000);
    await expect(ask(exporter.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    render();
    await busy.ended;
    await closed;
  });

  it('ends what is not finished after the grace', async () => {
    const { exporter, asked } = await startSlowExporter();
    const wire = await openWire(exporter.port, SCRAPE);
    await asked;
    const closed = exporter.close(3_000);
    await exporter.clock.advance(2_999);
    await new Promise(setImmediate);
    expect(wire.socket.closed).toBe(false);
    await exporter.clock.advance(1);
    expect(await wire.ended).toBe('');
    await closed;
  });

  it('may be asked for twice', async () => {
    const exporter = await startExporter();
    await Promise.all([exporter.close(0), exporter.close(0)]);
    await expect(exporter.close(0)).resolves.toBeUndefined();
  });
});
