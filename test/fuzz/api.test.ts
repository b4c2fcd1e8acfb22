/** Answers of the API that no API should give: the pages stay whole, and secrets stay where they are. */

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { CALL, client } from '../alicloud/support/client.ts';
import { parseBody } from '../../src/alicloud/answer.ts';
import { DIAGNOSES } from '../../src/collectors/diagnosis/decode.ts';
import { decodePage, decodeRows } from '../../src/alicloud/decode/page.ts';
import { decodeRegions } from '../../src/alicloud/regions.ts';
import { decodeRoutes } from '../../src/collectors/routes/decode.ts';
import { ApiError } from '../../src/model/failure.ts';
import { createTransport, type Answer, type Transport } from '../../src/alicloud/transport.ts';
import { response, startRawServer, type RawServer } from '../alicloud/support/raw-server.ts';
import { CONNECTIONS, GATEWAYS } from '../alicloud/support/rows.ts';
import { seriesKey } from '../support/exposition.ts';
import { ACTIONS, BODIES, hostileBody, spoilt, type Action } from './support/answers.ts';
import { fuzz, fuzzAsync, PATIENCE_MS } from './support/fuzz.ts';
import { editedBytes } from './support/mutate.ts';
import { expectLine, expectSecretFree, SECRET } from './support/oracle.ts';
import { Pipeline } from './support/pipeline.ts';
import { skippingClock } from '../support/fake-clock.ts';

/** `reason: code: hint`, of words that the program brought along. */
const FAILURE = /^[a-z_]+: [A-Za-z][\w.-]*: .+$/;

const anyAction = fc.constantFrom(...ACTIONS);
const anyBody = anyAction.chain(hostileBody);

/** Rows and all the other shapes that bodies are decoded to. */
const DECODERS: readonly ((body: unknown) => unknown)[] = [
  (body) => decodeRows(decodePage(body, CONNECTIONS).rows, CONNECTIONS),
  (body) => decodeRows(decodePage(body, GATEWAYS).rows, GATEWAYS),
  (body) => decodeRows(Array.isArray(body) ? body : [body], DIAGNOSES),
  decodeRoutes,
  decodeRegions,
];

/** Decodes; anything but an ApiError fails the test. What comes of it, as text. */
function outcome(answer: Answer, decode: (body: unknown) => unknown): string {
  try {
    return JSON.stringify(parseBody(answer, decode, CALL));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    expectLine(error.message, FAILURE);
    return JSON.stringify(error.failure);
  }
}

const status = fc.oneof(
  { weight: 3, arbitrary: fc.constant(200) },
  { weight: 1, arbitrary: fc.constantFrom(204, 302, 400, 401, 403, 404, 429, 500, 503, 600) },
);

const headers = fc.constantFrom<Answer['headers']>(
  {},
  { 'x-acs-retry-after': '99999999999' },
  { 'x-acs-retry-after': '-1' },
  { 'x-acs-retry-after': SECRET },
);

/** What an API says when it refuses, with the rudest words. */
const refusal = fc.record({
  Code: fc.oneof(
    fc.constantFrom<unknown>('Throttling', 'constructor', '__proto__', 'Forbidden.RAM', 'OK', 7),
    fc.constantFrom<unknown>(`A${'.a'.repeat(40)}`, `${SECRET} x`, 'a\nb', null),
    fc.jsonValue(),
  ),
  Message: fc.constant(SECRET),
  RequestId: fc.oneof(
    fc.constantFrom<unknown>('R-1', `${SECRET}!`, 'x'.repeat(999)),
    fc.jsonValue(),
  ),
});

describe('the decoder', () => {
  it(
    'makes rows or a failure of any tree',
    () => {
      const cases = fuzz(
        fc.tuple(anyBody, status, fc.constantFrom(...DECODERS)),
        16_000,
        ([body, code, decode]) => {
          expectSecretFree(outcome({ status: code, headers: {}, body }, decode));
        },
      );
      expect(cases).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'makes rows or a failure of any text',
    () => {
      const texts = anyAction.chain((action) => spoilt(JSON.stringify(BODIES[action])));
      const cases = fuzz(
        fc.tuple(texts, status, headers, fc.constantFrom(...DECODERS)),
        8_000,
        ([body, code, head, decode]) => {
          expectSecretFree(outcome({ status: code, headers: head, body }, decode));
        },
      );
      expect(cases).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'makes a failure of any refusal',
    () => {
      const cases = fuzz(fc.tuple(refusal, status, headers), 6_000, ([body, code, head]) => {
        const answer = { status: code, headers: head, body: JSON.stringify(body) };
        expectSecretFree(outcome(answer, DECODERS[0]!));
      });
      expect(cases).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});

/** What a terminal obeys; the line breaks between lines are the table's own. */
const CONTROL = /[^\P{Cc}\n]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** Everything that is made of the state for somebody to read. */
async function expectWhole(pipeline: Pipeline): Promise<void> {
  const text = await pipeline.page('text');
  if (text.get('alicloud_vpn_target_up')?.samples.length === 0) throw new Error('no target_up');
  await pipeline.page('openmetrics');
  const html = pipeline.statusPage();
  expectSecretFree(html);
  if (html.includes('<img src=x')) throw new Error('markup of the API on the status page');
  const { table, json } = pipeline.outputs();
  expectSecretFree(table + json);
  if (CONTROL.test(table)) throw new Error(`control characters in ${JSON.stringify(table)}`);
  JSON.parse(json);
  for (const { message, fields } of pipeline.log.lines) {
    expectSecretFree(JSON.stringify([message, fields]));
  }
}

/** Families that say how the cloud is; those of the diagnosis are asked for more rarely. */
const STATE = /^alicloud_vpn_(?:connection|tunnel|gateway)_(?!failure|routes)/;

/** All series about the cloud, in an order of their own. */
async function truthOf(pipeline: Pipeline): Promise<string> {
  const families = [...(await pipeline.page('text')).values()];
  return families
    .filter(({ name }) => STATE.test(name))
    .flatMap(({ samples }) => samples.map((sample) => `${seriesKey(sample)} ${sample.value}`))
    .sort()
    .join('\n');
}

describe('the exporter', () => {
  it(
    'has whole pages after any answers, and recovers',
    async () => {
      const odd = fc.tuple(anyAction, fc.nat(1)).chain(([action]) =>
        fc
          .oneof(
            {
              weight: 6,
              arbitrary: hostileBody(action),
            },
            { weight: 1, arbitrary: spoilt(JSON.stringify(BODIES[action])) },
          )
          .map((body) => [action, body] as const),
      );
      const untouched = new Pipeline();
      await untouched.poll();
      const truth = await truthOf(untouched);
      expect(truth).toMatch(/^alicloud_vpn_tunnel_up .* 0$/m);
      const cases = await fuzzAsync(
        fc.tuple(fc.array(odd, { minLength: 1, maxLength: 4 }), status),
        200,
        async ([odds, code]) => {
          const bodies: Partial<Record<Action, string>> = Object.fromEntries(odds);
          const pipeline = new Pipeline();
          await pipeline.poll((action) => {
            const body = bodies[action];
            return body === undefined
              ? { status: 200, headers: {}, body: JSON.stringify(BODIES[action]) }
              : { status: code, headers: {}, body };
          });
          await expectWhole(pipeline);
          await pipeline.wait();
          if (!(await pipeline.poll())) throw new Error('no recovery');
          if ((await truthOf(pipeline)) !== truth) throw new Error('another truth than before');
        },
      );
      expect(cases).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});

describe('the wire', () => {
  let server: RawServer;
  let transport: Transport;
  let bytes = Buffer.alloc(0);

  beforeAll(async () => {
    transport = createTransport();
    // Every answer ends its connection: whatever length it announces, nobody waits for the rest.
    server = await startRawServer((socket) => {
      socket.end(bytes);
    });
  });

  afterAll(async () => {
    transport.close();
    await server.close();
  });

  afterEach(() => {
    bytes = Buffer.alloc(0);
  });

  const body = JSON.stringify(BODIES['DescribeVpnConnections']);
  const chunked = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  const packed = response(gzipSync(body), { 'content-encoding': 'gzip' }).toString('latin1');
  const plain = response(body).toString('latin1');
  // Most edits are to hit the head, which is short.
  const short = response('{"TotalCount":0,"VpnConnections":{"VpnConnection":[]}}').toString();
  const heads = [
    'HTTP/1.1 100 Continue\r\n\r\n',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}',
    'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}',
    'HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n{}',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n',
    `HTTP/1.1 200 OK\r\nX: ${SECRET.repeat(1_000)}\r\n\r\n`,
    `HTTP/1.1 ${SECRET}\r\n\r\n`,
    `${SECRET}\r\n\r\n`,
    'HTTP/1.1 200 OK\r\nContent-Encoding: deflate\r\n\r\n{}',
    '',
  ];

  it(
    'gives rows or a failure for any bytes',
    async () => {
      const { host } = server.endpoint;
      const poll = { requestTimeoutMs: 60_000, timeoutMs: 1, requestsPerMinute: 1e9 };
      const { api } = client(
        { transport, clock: skippingClock(0), poll },
        { endpoint: `http://${host}` },
      );
      const never = new AbortController().signal;
      const cases = await fuzzAsync(
        fc.oneof(
          editedBytes([plain, chunked, packed, short, short, short]),
          fc.constantFrom(...heads).map((text) => Buffer.from(text, 'latin1')),
        ),
        2_000,
        async (answer) => {
          bytes = Buffer.from(answer);
          const text = await api.listConnections(new Map(), never).then(
            (listing) => JSON.stringify(listing),
            (error: unknown) => {
              if (!(error instanceof ApiError)) throw error;
              expectLine(error.message, FAILURE);
              return JSON.stringify(error.failure);
            },
          );
          expectSecretFree(text);
        },
      );
      expect(cases).toBeGreaterThan(0);
      bytes = Buffer.from(short);
      // The server may be ending the connection that is kept from the last case; the call after that has a new one.
      const again = () => api.listConnections(new Map(), never);
      await expect(again().catch(again)).resolves.toMatchObject({ reported: 0 });
    },
    PATIENCE_MS,
  );
});
