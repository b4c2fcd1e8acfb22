/** What each path answers. */

import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';

import { afterEach, describe, expect, it } from '@jest/globals';

import { STYLE } from '../../src/report/html/style.ts';
import { ask } from './support/ask.ts';
import { startExporter, stopExporters } from './support/exporter.ts';
import { exchange, openWire } from '../support/wire.ts';

afterEach(stopExporters);

describe('the telemetry path', () => {
  it('serves what was rendered, as it was rendered', async () => {
    const { url } = await startExporter();
    const reply = await ask(url, {
      path: '/metrics',
      headers: { Accept: 'application/openmetrics-text', 'Accept-Encoding': 'gzip' },
    });
    expect(reply).toMatchObject({ status: 200, body: '# openmetrics gzip\n' });
    expect(reply.headers).toMatchObject({
      'content-type': 'text/plain; version=0.0.4; charset=utf-8',
      'content-length': '19',
      'cache-control': 'no-store',
      vary: 'Accept, Accept-Encoding',
      'x-content-type-options': 'nosniff',
    });
    expect(reply.headers).not.toHaveProperty('content-encoding');
    expect(reply.headers).not.toHaveProperty('etag');
    expect(reply.headers).not.toHaveProperty('x-powered-by');
  });

  it('says when the page is compressed', async () => {
    const body = gzipSync('x 1\n');
    const page = { contentType: 'text/plain', chunks: [body], encoding: 'gzip' as const };
    const { port } = await startExporter({ metrics: () => Promise.resolve(page) });
    const text = await exchange(
      port,
      'GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    );
    expect(text).toContain('\r\nContent-Encoding: gzip\r\n');
    const sent = Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4), 'latin1');
    expect(gunzipSync(sent).toString()).toBe('x 1\n');
  });

  it('renders plain text where no header asks for anything', async () => {
    const seen: unknown[] = [];
    const { url } = await startExporter({
      metrics: (...asked) => {
        seen.push(asked);
        return { contentType: 'text/plain', chunks: [], encoding: 'identity' };
      },
    });
    await ask(url, { path: '/metrics' });
    expect(seen).toEqual([['text', 'identity']]);
  });

  it.each<[string, () => never]>([
    [
      'throws',
      () => {
        throw new Error('no such gauge');
      },
    ],
    // oxlint-disable-next-line typescript/no-unsafe-return -- A renderer may be wrong in any way.
    ['rejects', (() => Promise.reject(new Error('no such gauge'))) as never],
  ])('answers 500 in plain text when the renderer %s', async (_name, metrics) => {
    const { url, log } = await startExporter({ metrics });
    const reply = await ask(url, { path: '/metrics' });
    expect(reply).toMatchObject({
      status: 500,
      body: 'internal error: the log of the exporter says more\n',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
    expect(log.lines).toContainEqual({
      level: 'error',
      fields: { path: '/metrics', cause: 'no such gauge' },
      message: 'a request failed',
    });
  });

  it('survives a renderer that throws something else', async () => {
    const { url } = await startExporter({
      metrics: () => {
        // oxlint-disable-next-line typescript/only-throw-error -- A renderer may be wrong in any way.
        throw undefined;
      },
    });
    expect((await ask(url, { path: '/metrics' })).status).toBe(500);
    expect((await ask(url, { path: '/-/healthy' })).status).toBe(200);
  });

  it('may be anything, even a pattern', async () => {
    const { url } = await startExporter({ telemetryPath: '/a.b/:x*(y)+{z}' });
    expect((await ask(url, { path: '/a.b/:x*(y)+{z}' })).status).toBe(200);
    expect((await ask(url, { path: '/aXb/:x*(y)+{z}' })).status).toBe(404);
    expect((await ask(url, { path: '/metrics' })).status).toBe(404);
  });

  it('is below the prefix of all routes, like the others', async () => {
    const counted: string[] = [];
    const { url } = await startExporter({
      routePrefix: '/vpn',
      externalPath: '/outside',
      countAnswer: (handler, status) => counted.push(`${handler} ${status}`),
    });
    const statuses = async (paths: readonly string[]) =>
      Promise.all(paths.map(async (path) => (await ask(url, { path })).status));
    expect(await statuses(['/vpn/metrics', '/vpn/', '/vpn/-/healthy', '/vpn/-/ready'])).toEqual([
      200, 200, 200, 200,
    ]);
    expect(await statuses(['/metrics', '/-/healthy', '/vpnx/metrics', '/vpn/vpn/'])).toEqual([
      404, 404, 404, 404,
    ]);
    for (const path of ['/', '/vpn']) {
      expect(await ask(url, { path })).toMatchObject({
        status: 302,
        headers: { location: '/outside/' },
      });
    }
    expect(counted.toSorted()).toEqual([
      'healthy 200',
      'metrics 200',
      'other 302',
      'other 302',
      ...Array<string>(4).fill('other 404'),
      'ready 200',
      'status 200',
    ]);
  });

  it('wins over the status page', async () => {
    const { url } = await startExporter({ telemetryPath: '/' });
    expect((await ask(url)).body).toBe('# text identity\n');
  });

  it('turns away what exceeds the number of scrapes at once, and recovers', async () => {
    const waiting: (() => void)[] = [];
    const { url } = await startExporter({
      limits: { maxMetricsRequests: 2 },
      metrics: () =>
        new Promise((resolve) => {
          waiting.push(() => {
            resolve({
              contentType: 'text/plain',
              chunks: [Buffer.from('1')],
              encoding: 'identity',
            });
          });
        }),
    });
    const replies = [1, 2, 3].map(() => ask(url, { path: '/metrics' }));
    const refused = await Promise.race(replies);
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    waiting.forEach((go) => {
      go();
    });
    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(2);
    const again = ask(url, { path: '/metrics' });
    while (waiting.length < 3) await new Promise(setImmediate);
    waiting[2]?.();
    expect((await again).status).toBe(200);
  });
});

describe('the status page', () => {
  it('is HTML that may load nothing', async () => {
    const { url } = await startExporter();
    const reply = await ask(url);
    expect(reply).toMatchObject({
      status: 200,
      body: '<!doctype html><title>status</title>',
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'deny',
      },
    });
    const hash = createHash('sha256').update(STYLE).digest('base64');
    expect(String(reply.headers['content-security-policy']).split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash}'`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ]);
  });

  it.each([
    ['gzip, deflate, br', 'gzip'],
    ['br', undefined],
    [undefined, undefined],
  ])('for a browser that accepts %s comes as %s', async (accepted, encoding) => {
    const { port } = await startExporter();
    const headers = accepted === undefined ? '' : `Accept-Encoding: ${accepted}\r\n`;
    const text = await exchange(
      port,
      `GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`,
    );
    const [head = '', body = ''] = text.split('\r\n\r\n', 2);
    const page = Buffer.from(body, 'latin1');
    expect(head).toContain('\r\nVary: Accept-Encoding');
    expect(/^Content-Encoding: (.*)$/m.exec(head)?.[1]).toBe(encoding);
    expect((encoding === undefined ? page : gunzipSync(page)).toString()).toBe(
      '<!doctype html><title>status</title>',
    );
  });

  it.each([
    ['/', ''],
    ['/?', ''],
    ['/?account=prod&state=down', 'account=prod&state=down'],
    ['/?account=a%26b+c&account=%zz', 'account=a%26b+c&account=%25zz'],
    ['http://elsewhere.example/?region=r', 'region=r'],
  ])('is made for the query of %s', async (path, query) => {
    const { port } = await startExporter({ statusPage: (asked) => `<p>${asked.toString()}</p>` });
    const text = await exchange(
      port,
      `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(text.split('\r\n\r\n')[1]).toBe(`<p>${query}</p>`);
  });

  it('is rendered four times at once at most', async () => {
    const waiting: ((page: string) => void)[] = [];
    const { url } = await startExporter({
      statusPage: () =>
        new Promise((resolve) => {
          waiting.push(resolve);
        }),
    });
    const replies = [1, 2, 3, 4, 5].map(() => ask(url));
    expect(await Promise.race(replies)).toMatchObject({
      status: 503,
      headers: { 'retry-after': '1' },
    });
    for (const resolve of waiting.splice(0)) resolve('page');
    const statuses = (await Promise.all(replies)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(4);
    const again = ask(url);
    while (waiting.length === 0) await new Promise(setImmediate);
    waiting[0]?.('page');
    expect((await again).status).toBe(200);
  });

  it('is held for a bounded number of clients that do not read it', async () => {
    const page = 'x'.repeat(16 * 1024 * 1024);
    const { port, url } = await startExporter({
      limits: { maxStatusPages: 2 },
      statusPage: () => page,
    });
    const wires = [1, 2].map(() => openWire(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'));
    for (const wire of wires) {
      const unread = await wire;
      await unread.received('200 OK');
      unread.socket.pause();
    }
    expect((await ask(url)).status).toBe(503);
    for (const wire of wires) (await wire).socket.resetAndDestroy();
    const head = async (): Promise<number> => (await ask(url, { method: 'HEAD' })).status;
    let status = 503;
    for (let attempt = 0; attempt < 200 && status === 503; attempt += 1) status = await head();
    expect(status).toBe(200);
  });

  it('answers 500 when it cannot be made', async () => {
    const { url } = await startExporter({
      statusPage: () => {
        throw new Error('no page');
      },
    });
    expect((await ask(url)).status).toBe(500);
  });
});

describe('health and readiness', () => {
  it('is healthy whether ready or not', async () => {
    const { url } = await startExporter({ waitingFor: () => [] });
    expect(await ask(url, { path: '/-/healthy' })).toMatchObject({
      status: 200,
      body: 'healthy\n',
    });
  });

  it('is ready once every target has been polled', async () => {
    let missing: readonly string[] | undefined = ['prod/cn-hangzhou (connections)'];
    const { url } = await startExporter({ waitingFor: () => missing });
    expect(await ask(url, { path: '/-/ready' })).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
      body: 'not ready, waiting for the first poll of:\nprod/cn-hangzhou (connections)\n',
    });
    missing = Array.from({ length: 12 }, (_, index) => `prod/region-${index} (gateways)`);
    const { body } = await ask(url, { path: '/-/ready' });
    expect(body.trim().split('\n').slice(-2)).toEqual(['prod/region-9 (gateways)', 'and 2 more']);
    missing = undefined;
    expect(await ask(url, { path: '/-/ready' })).toMatchObject({ status: 200, body: 'ready\n' });
  });
});

describe('reloading', () => {
  const reload = { method: 'POST', path: '/-/reload' };

  it('is forbidden unless the flag allows it', async () => {
    let reloads = 0;
    const { url } = await startExporter({
      reload: () => {
        reloads += 1;
        return Promise.resolve([]);
      },
    });
    expect((await ask(url, reload)).status).toBe(403);
    expect(reloads).toBe(0);
  });

  it('answers 200 for success', async () => {
    const { url } = await startExporter({ enableLifecycle: true });
    expect(await ask(url, reload)).toMatchObject({ status: 200, body: 'reloaded\n' });
  });

  it('answers 500 with the faults, one per line', async () => {
    const { url } = await startExporter({
      enableLifecycle: true,
      reload: () =>
        Promise.resolve(['poll.interval: expected a duration', 'accounts: expected a list']),
    });
    expect(await ask(url, reload)).toMatchObject({
      status: 500,
      body: 'poll.interval: expected a duration\naccounts: expected a list\n',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
  });

  it('answers 500 when it fails for a reason of its own', async () => {
    const { url } = await startExporter({
      enableLifecycle: true,
      reload: () => Promise.reject(new Error('disk gone')),
    });
    const reply = await ask(url, reload);
    expect(reply.status).toBe(500);
    expect(reply.body).not.toContain('disk gone');
  });

  it.each<[string, Record<string, string>, number]>([
    ['no browser', {}, 200],
    ['a page of another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['a page of the same site', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['an own page', { 'Sec-Fetch-Site': 'same-origin', Origin: 'http://vpn.example:10061' }, 200],
    ['a person', { 'Sec-Fetch-Site': 'none' }, 200],
    ['a value of the future', { 'Sec-Fetch-Site': 'other' }, 403],
    ['two values', { 'Sec-Fetch-Site': 'same-origin, cross-site' }, 403],
    ['another origin', { Origin: 'http://evil.example' }, 403],
    ['another port', { Origin: 'http://vpn.example:10062' }, 403],
    ['an origin that is kept secret', { Origin: 'null' }, 403],
    ['an origin that is none', { Origin: 'vpn.example:10061' }, 403],
    ['the own origin', { Origin: 'http://vpn.example:10061' }, 200],
    ['the own origin in capitals', { Origin: 'http://VPN.example:10061' }, 200],
    ['the own origin behind TLS', { Origin: 'https://vpn.example', Host: 'vpn.example:443' }, 200],
    [
      'an own origin, across sites',
      { Origin: 'http://vpn.example:10061', 'Sec-Fetch-Site': 'cross-site' },
      403,
    ],
  ])('asked for by %s: %j is answered with %d', async (_name, headers, status) => {
    let reloads = 0;
    const exporter = await startExporter({
      enableLifecycle: true,
      reload: () => {
        reloads += 1;
        return Promise.resolve([]);
      },
    });
    const question = { ...reload, headers: { Host: 'vpn.example:10061', ...headers } };
    expect((await ask(exporter.url, question)).status).toBe(status);
    expect(reloads).toBe(status === 200 ? 1 : 0);
  });

  it('reads no body', async () => {
    const { url } = await startExporter({ enableLifecycle: true });
    expect((await ask(url, { ...reload, body: 'x'.repeat(4096) })).status).toBe(200);
  });
});

describe('methods and paths', () => {
  it.each([
    ['GET', '/metrics', 200, undefined],
    ['HEAD', '/metrics', 200, undefined],
    ['POST', '/metrics', 405, 'GET, HEAD'],
    ['PUT', '/metrics', 405, 'GET, HEAD'],
    ['DELETE', '/metrics', 405, 'GET, HEAD'],
    ['PATCH', '/metrics', 405, 'GET, HEAD'],
    ['OPTIONS', '/metrics', 405, 'GET, HEAD'],
    ['TRACE', '/metrics', 405, 'GET, HEAD'],
    ['PROPFIND', '/metrics', 405, 'GET, HEAD'],
    ['HEAD', '/', 200, undefined],
    ['POST', '/', 405, 'GET, HEAD'],
    ['HEAD', '/-/healthy', 200, undefined],
    ['POST', '/-/healthy', 405, 'GET, HEAD'],
    ['HEAD', '/-/ready', 200, undefined],
    ['DELETE', '/-/ready', 405, 'GET, HEAD'],
    ['GET', '/-/reload', 405, 'POST'],
    ['HEAD', '/-/reload', 405, 'POST'],
    ['PUT', '/-/reload', 405, 'POST'],
    ['GET', '/metrics?x=%zz&[]=1', 200, undefined],
    ['GET', 'http://elsewhere.example/metrics', 200, undefined],
    ['GET', '/metrics/', 404, undefined],
    ['GET', '/METRICS', 404, undefined],
    ['GET', '//metrics', 404, undefined],
    ['GET', '/metrics%00', 404, undefined],
    ['GET', '/../metrics', 404, undefined],
    ['GET', '/nothing', 404, undefined],
    ['POST', '/nothing', 404, undefined],
    ['OPTIONS', '/nothing', 404, undefined],
    ['GET', '/favicon.ico', 404, undefined],
    ['GET', '/__proto__', 404, undefined],
    ['GET', '/%', 400, undefined],
    ['GET', '/%zz', 400, undefined],
    ['GET', '/%c3%28', 400, undefined],
    ['POST', '/-/reload%f', 400, undefined],
    ['OPTIONS', '*', 400, undefined],
    ['GET', 'http://[::bad/metrics', 400, undefined],
  ])('%s %s: %d', async (method, path, status, allow) => {
    const { port } = await startExporter();
    const text = await exchange(
      port,
      `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    expect(text.split('\r\n')[0]).toContain(` ${status} `);
    expect(/\r\nAllow: (.*)\r\n/.exec(text)?.[1]).toBe(allow);
  });

  it('answers HEAD like GET without the body', async () => {
    const { url } = await startExporter();
    for (const path of ['/metrics', '/', '/-/healthy']) {
      const [get, head] = [await ask(url, { path }), await ask(url, { path, method: 'HEAD' })];
      expect(head.body).toBe('');
      expect(head.headers['content-length']).toBe(String(Buffer.byteLength(get.body)));
      expect(head.headers['content-type']).toBe(get.headers['content-type']);
    }
  });
});
