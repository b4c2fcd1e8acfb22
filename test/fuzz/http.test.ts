/** Requests of any bytes: the server answers what HTTP has an answer for, and goes on. */

import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { negotiate } from '../../src/http/negotiate.ts';
import { ask } from '../http/support/ask.ts';
import { countingComparer } from '../http/support/comparer.ts';
import { startExporter, stopExporters } from '../http/support/exporter.ts';
import { openWire } from '../support/wire.ts';
import { parseExposition } from '../support/exposition.ts';
import { fuzz, fuzzAsync, PATIENCE_MS } from './support/fuzz.ts';
import { edited, ODDITIES } from './support/mutate.ts';
import { expectSecretFree, SECRET } from './support/oracle.ts';
import { Pipeline } from './support/pipeline.ts';
import { temporaryFolder } from '../support/folder.ts';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

let pipeline: Pipeline;
let page: Buffer;

beforeAll(async () => {
  pipeline = new Pipeline();
  await pipeline.poll();
  page = Buffer.from('# HELP x X.\n# TYPE x gauge\nx 1\n');
});

afterEach(stopExporters);

/** Answers to nothing but HTTP errors, and never with the inside of the program. */
const ANSWERS = /^(?:HTTP\/1\.1 (?:100|[245]\d\d) |$)/;

const PATHS = ['/', '/metrics', '/-/healthy', '/-/ready', '/-/reload', '/x', '*', '', '//', '/%'];

/** Whole requests to begin with; each closes its connection. */
const REQUESTS = [
  ...PATHS.map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
  'HEAD /metrics HTTP/1.0\r\n\r\n',
  'POST /-/reload HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nConnection: close\r\n\r\nabcd',
  'POST /-/reload HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n',
  'GET /metrics HTTP/1.1\r\nHost: x\r\nAccept: application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1\r\nAccept-Encoding: gzip;q=1.0,identity;q=0.5\r\nConnection: close\r\n\r\n',
  'GET http://x/?account=a&region=%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'GET /%2e%2e/%2f..%5c?%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n',
  'GET /-/healthy HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: x\r\n${'X: y\r\n'.repeat(3_000)}\r\n`,
];

const rawRequest = fc.oneof(
  { weight: 8, arbitrary: edited(REQUESTS) },
  { weight: 1, arbitrary: fc.constantFrom(...REQUESTS) },
  {
    weight: 1,
    arbitrary: fc
      .uint8Array({ maxLength: 300 })
      .map((bytes) => Buffer.from(bytes).toString('latin1')),
  },
);

/** Times after which nobody is waited for: unfinished requests are common here. */
const BRIEF = {
  headersTimeout: 300,
  requestTimeout: 300,
  keepAliveTimeout: 100,
  checkInterval: 50,
};

/** The exporter, its pages as real as they get. */
function start(setup: Parameters<typeof startExporter>[0] = {}) {
  return startExporter({
    limits: BRIEF,
    statusPage: (query) => pipeline.statusPage(query.toString()),
    metrics: (format) => {
      const contentType = format === 'text' ? TEXT : OPEN_METRICS;
      return { contentType, chunks: [page], encoding: 'identity' };
    },
    ...setup,
  });
}

/** Sends them all at once, each on a connection of its own, of which the client then closes its half. */
async function exchangeAll(port: number, requests: readonly string[]): Promise<readonly string[]> {
  const wires = await Promise.all(
    requests.map((text) => openWire(port, Buffer.from(text, 'latin1'))),
  );
  for (const { socket } of wires) socket.end();
  return Promise.all(wires.map(({ ended }) => ended));
}

function expectAnswer(answer: string): void {
  if (!ANSWERS.test(answer)) throw new Error(`no answer of HTTP: ${JSON.stringify(answer)}`);
  if (answer.includes('HTTP/1.1 500')) throw new Error(`failed: ${JSON.stringify(answer)}`);
  if (/\n\s+at |node:internal/.test(answer)) throw new Error('shows a stack');
  expectSecretFree(answer);
}

describe('requests over the wire', () => {
  it(
    'are answered or cut off, and those that follow are answered',
    async () => {
      const { port, url, log } = await start({ enableLifecycle: true });
      const batch = fc.array(rawRequest, { minLength: 4, maxLength: 16 });
      const cases = await fuzzAsync(batch, 700, async (requests) => {
        const answers = await exchangeAll(port, requests);
        answers.forEach(expectAnswer);
        const reply = await ask(url, { path: '/metrics' });
        if (reply.status !== 200 || reply.headers['content-type'] !== TEXT) {
          throw new Error(`a good request is answered with ${reply.status}`);
        }
        parseExposition(reply.body);
      });
      expect(cases).toBeGreaterThan(0);
      expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'never hide another request in their body',
    async () => {
      let reloads = 0;
      const reload = (): Promise<readonly string[]> => {
        reloads += 1;
        return Promise.resolve([]);
      };
      const { port, url } = await start({ enableLifecycle: true, reload });
      const hidden = '0\r\n\r\nPOST /-/reload HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
      const header = fc.oneof(
        edited(['Transfer-Encoding: chunked', 'Transfer-Encoding: identity, chunked']),
        edited([`Content-Length: ${hidden.length}`, 'Content-Length: 0', 'X: y']),
        fc.constantFrom(
          'Transfer-Encoding : chunked',
          'Transfer-Encoding:\tchunked',
          'Transfer-Encoding: xchunked',
          'Transfer-Encoding: chunked\r\nTransfer-Encoding: x',
          'X: y\nTransfer-Encoding: chunked',
          'X: y\rTransfer-Encoding: chunked',
          ' Transfer-Encoding: chunked',
          'Content-Length: 0',
          'Content-Length: +0',
          'Content-Length: 0x0',
          'Content-Length: 0, 0',
        ),
      );
      const head = `Host: x\r\nContent-Length: ${hidden.length}\r\nConnection: close\r\n`;
      const cases = await fuzzAsync(
        fc.array(fc.tuple(header, fc.boolean()), { minLength: 4, maxLength: 12 }),
        350,
        async (headers) => {
          const answers = await exchangeAll(
            port,
            headers.map(([odd, isFirst]) => {
              // An edit may end the head: what follows is then another request, openly.
              const line = odd.replaceAll(/(\r?\n){2,}/g, '\r\n');
              const lines = isFirst ? `${line}\r\n${head}` : `${head}${line}\r\n`;
              const request = `GET /-/healthy HTTP/1.1\r\n${lines}\r\n${hidden}`;
              return request;
            }),
          );
          answers.forEach(expectAnswer);
          if (reloads > 0) throw new Error('a hidden request was answered');
        },
      );
      expect(cases).toBeGreaterThan(0);
      expect((await ask(url, { path: '/-/reload', method: 'POST' })).status).toBe(200);
      expect(reloads).toBe(1);
    },
    PATIENCE_MS,
  );

  it(
    'let nobody in without the password',
    async () => {
      const folder = temporaryFolder();
      const hash = `$2b$04$${'x'.repeat(53)}`;
      const webConfigFile = folder.write('web.yml', `basic_auth_users: {alice: '${hash}'}\n`);
      const comparer = countingComparer(SECRET);
      const { port, url } = await start({ webConfigFile, comparer });
      const login = `Basic ${Buffer.from(`alice:${SECRET}`).toString('base64')}`;
      const guesses = fc.oneof(
        edited(['Basic YWxpY2U6cGFzcw==', 'Basic Og==', 'Basic', 'Bearer x', 'Basic YWxpY2U6']),
        fc
          .tuple(fc.string(), fc.string())
          .map(
            ([user, password]) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
          ),
      );
      const cases = await fuzzAsync(
        fc.array(guesses, { minLength: 4, maxLength: 12 }),
        200,
        async (headers) => {
          const answers = await exchangeAll(
            port,
            headers.map((guess) => {
              const line = `Authorization: ${guess}\r\nConnection: close\r\n\r\n`;
              const request = `GET /metrics HTTP/1.1\r\nHost: x\r\n${line}`;
              return request;
            }),
          );
          answers.forEach(expectAnswer);
          if (answers.some((answer) => answer.includes('HTTP/1.1 200'))) throw new Error('let in');
        },
      );
      expect(cases).toBeGreaterThan(0);
      const headers = { Authorization: login };
      expect((await ask(url, { path: '/metrics', headers })).status).toBe(200);
      folder.remove();
    },
    PATIENCE_MS,
  );
});

const ACCEPTS = [
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=0.0.4;q=0.4,*/*;q=0.2',
  'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  'gzip;q=1.0, identity; q=0.5, *;q=0',
  'text/plain;charset="ut\\"f,8";q=1',
];

describe('what a request asks for', () => {
  it(
    'is one of the forms there are, whatever the headers',
    () => {
      const header = fc.oneof(
        edited(ACCEPTS),
        fc.string({ unit: 'binary' }),
        fc.constantFrom(
          undefined,
          ',',
          ';'.repeat(8_000),
          '"'.repeat(8_000),
          ',;="\\'.repeat(3_000),
        ),
      );
      const cases = fuzz(fc.tuple(header, header), 16_000, ([accept, encoding]) => {
        const { format, gzip } = negotiate(accept, encoding);
        if (!['text', 'openmetrics'].includes(format) || typeof gzip !== 'boolean') {
          throw new Error(`${format} ${gzip}`);
        }
      });
      expect(cases).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'of the status page never becomes a part of it',
    () => {
      const text = fc.oneof(
        fc.constantFrom(
          '<img src=x>',
          '"><script>alert(1)</script>',
          "' onload=x '",
          '${x}',
          '{{x}}',
        ),
        fc.constantFrom(...ODDITIES, 'down', 'prod', 'x'.repeat(20_000)),
        fc.string({ unit: 'binary' }),
      );
      const name = fc.constantFrom('account', 'region', 'state', '__proto__', 'x');
      const query = fc.array(fc.tuple(name, text), { maxLength: 5 });
      const cases = fuzz(query, 1_500, (pairs) => {
        const html = pipeline.statusPage(new URLSearchParams(pairs).toString());
        if (/<script|<img src|" ?onload|' onload=x '/i.test(html))
          throw new Error('markup of a query');
        if (!html.trimEnd().endsWith('</html>')) throw new Error('not a whole page');
      });
      expect(cases).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
