import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { socketError } from '../../src/alicloud/socket-errors.ts';
import type { Failure } from '../../src/model/failure.ts';
import { createTransport, type Transport } from '../../src/alicloud/transport.ts';
import { settle } from '../support/fake-clock.ts';
import {
  closed,
  response,
  startRawServer,
  type Answer,
  type RawServer,
} from './support/raw-server.ts';

const HEADERS = { host: 'example.invalid', 'x-acs-action': 'DescribeVpnConnections' };
const MEGABYTE = 1024 * 1024;
const LIMITS = { maxBytes: 16 * MEGABYTE };
const never = (): AbortSignal => new AbortController().signal;

let transport: Transport;
const servers: RawServer[] = [];

beforeEach(() => {
  transport = createTransport();
});

afterEach(async () => {
  transport.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function start(answer: Answer): Promise<RawServer> {
  const server = await startRawServer(answer);
  servers.push(server);
  return server;
}

const send =
  (bytes: string | Buffer): Answer =>
  (socket) =>
    socket.write(bytes);
const sendAndEnd =
  (bytes: string | Buffer): Answer =>
  (socket) =>
    socket.end(bytes);

const post = ({ endpoint }: RawServer, signal = never(), path = '/?a=b') =>
  transport.post(endpoint, path, HEADERS, signal, LIMITS);

const errorOf = async (work: Promise<unknown>): Promise<NodeJS.ErrnoException> =>
  work.then(
    () => {
      throw new Error('the request succeeded');
    },
    (error: unknown) => error as NodeJS.ErrnoException,
  );

/** How the exporter reports what a request ends with. */
const failureOf = async (work: Promise<unknown>): Promise<Failure> =>
  socketError(await errorOf(work)).failure;

describe('a request', () => {
  it('is a POST without a body, with the headers as they are given', async () => {
    const server = await start(send(response('{}')));
    await post(server, never(), '/?RegionId=cn-hangzhou&Tag.1.Value=%27%20%2B');
    expect(server.requests[0]?.split('\r\n').toSorted()).toEqual([
      'POST /?RegionId=cn-hangzhou&Tag.1.Value=%27%20%2B HTTP/1.1',
      'connection: keep-alive',
      'content-length: 0',
      'host: example.invalid',
      'x-acs-action: DescribeVpnConnections',
    ]);
  });
});

describe('an answer', () => {
  it('is status, headers and the whole body', async () => {
    const headers = { 'x-acs-request-id': 'R-1', 'x-acs-retry-after': '7' };
    const server = await start(send(response('{"ü":1}', headers, '400 Bad Request')));
    expect(await post(server)).toMatchObject({ status: 400, headers, body: '{"ü":1}' });
  });

  it('may come in pieces that cut a character', async () => {
    const bytes = response('{"Name":"连接"}');
    const server = await start((socket) => {
      const at = bytes.indexOf('连') + 1;
      socket.write(bytes.subarray(0, at), () => {
        socket.write(bytes.subarray(at));
      });
    });
    expect((await post(server)).body).toBe('{"Name":"连接"}');
  });

  it.each([
    ['chunked', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'],
    ['ended by the end of the connection', 'HTTP/1.1 200 OK\r\n\r\n{}'],
    ['after an early hint', `HTTP/1.1 103 Early Hints\r\n\r\n${response('{}').toString()}`],
  ])('may be %s', async (_, bytes) => {
    const server = await start(sendAndEnd(bytes));
    expect(await post(server)).toMatchObject({ status: 200, body: '{}' });
  });

  it.each([
    ['204 No Content', 204],
    ['302 Found', 302],
    ['600 Odd', 600],
  ])('%s is handed on as it is', async (status, code) => {
    const server = await start(send(response('', { location: 'http://127.0.0.1:1/' }, status)));
    expect(await post(server)).toMatchObject({ status: code, body: '' });
    expect(server.requests).toHaveLength(1);
  });
});

describe('an answer that changes the protocol', () => {
  it('is a failure at once, and its connection is closed', async () => {
    const head = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n';
    const server = await start(send(head));
    expect(await failureOf(post(server))).toMatchObject({ reason: 'network' });
    expect(await closed(server.sockets[0])).toBe(true);
  });
});

describe('a compressed answer', () => {
  const text = JSON.stringify({ TotalCount: 0 });

  it.each([
    ['gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['identity', Buffer.from(text)],
    ['constructor', Buffer.from(text)],
  ])('in %s is unpacked', async (encoding, body) => {
    const server = await start(send(response(body, { 'content-encoding': encoding })));
    expect((await post(server)).body).toBe(text);
  });

  it('of a kind that nobody asked for is no JSON, and no crash', async () => {
    const body = brotliCompressSync(text);
    const server = await start(send(response(body, { 'content-encoding': 'br' })));
    expect((await post(server)).body).not.toBe(text);
  });

  it.each([
    ['that is not compressed', Buffer.from(text)],
    ['that is cut off', gzipSync(text).subarray(0, 20)],
    ['that is damaged', gzipSync(text).fill(7, 12, 16)],
    ['of nothing', Buffer.alloc(0)],
  ])('%s is a bad response', async (_, body) => {
    const server = await start(send(response(body, { 'content-encoding': 'gzip' })));
    expect(await failureOf(post(server))).toMatchObject({ reason: 'bad_response' });
  });
});

describe('an answer that is too large', () => {
  it('is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(17 * MEGABYTE));
    const server = await start(send(response(bomb, { 'content-encoding': 'gzip' })));
    expect(await failureOf(post(server))).toMatchObject({ reason: 'bad_response' });
  });

  it('is not read to its end, and its connection is closed', async () => {
    const server = await start((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
      const chunk = `${MEGABYTE.toString(16)}\r\n${'x'.repeat(MEGABYTE)}\r\n`;
      const more = (): void => {
        if (!socket.destroyed) socket.write(chunk, more);
      };
      more();
    });
    const connection = server.nextConnection();
    const work = failureOf(post(server));
    const end = closed(await connection);
    expect(await work).toMatchObject({ reason: 'bad_response' });
    expect(await end).toBe(true);
  });

  it.each([
    ['plain', Buffer.alloc(1001, 'x'), {}],
    ['compressed', gzipSync(Buffer.alloc(1001, 'x')), { 'content-encoding': 'gzip' }],
  ])('is one above the limit of the call: %s', async (_, body, headers) => {
    const server = await start(send(response(body, headers)));
    const call = (maxBytes: number) =>
      transport.post(server.endpoint, '/', HEADERS, never(), { maxBytes });
    expect(await failureOf(call(1000))).toMatchObject({ reason: 'bad_response' });
    expect((await call(1001)).body).toHaveLength(1001);
  });

  it('may be as large as 16 MiB for a call that wants it', async () => {
    const server = await start(send(response(Buffer.alloc(16 * MEGABYTE, 'x'))));
    expect((await post(server)).body).toHaveLength(16 * MEGABYTE);
  });
});

describe('a connection that breaks', () => {
  const half = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"half":';
  const halfChunk = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n64\r\n{"half":';

  it.each<[string, Answer, string]>([
    ['by a reset before the answer', (socket) => socket.resetAndDestroy(), 'connection_reset'],
    ['by its end before the answer', (socket) => socket.end(), 'connection_reset'],
    ['within the headers', sendAndEnd('HTTP/1.1 200 OK\r\ncontent-le'), 'connection_reset'],
    ['by its end within the body', sendAndEnd(half), 'connection_reset'],
    ['by its end within a chunk', sendAndEnd(halfChunk), 'connection_reset'],
    [
      'by a reset within the body',
      (socket) => socket.write(half, () => socket.resetAndDestroy()),
      'connection_reset',
    ],
    ['with something that is not HTTP', sendAndEnd('This is no HTTP.\r\n\r\n'), 'bad_http'],
    [
      'with endless headers',
      sendAndEnd(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`),
      'bad_http',
    ],
  ])('%s', async (_, answer, code) => {
    const server = await start(answer);
    expect(await failureOf(post(server))).toMatchObject({ code, transient: true });
  });

  it('because nobody listens', async () => {
    const server = await start(send(response('{}')));
    await server.close();
    servers.splice(0);
    expect(await failureOf(post(server))).toMatchObject({ code: 'connection_refused' });
  });

  it('because the server does not speak TLS', async () => {
    const server = await start(send(response('{}')));
    const endpoint = { ...server.endpoint, protocol: 'https:' as const };
    const connection = server.nextConnection();
    const work = failureOf(transport.post(endpoint, '/', HEADERS, never(), LIMITS));
    (await connection).end('HTTP/1.1 400 Bad Request\r\n\r\n');
    expect(await work).toMatchObject({ code: 'tls_error' });
  });
});

describe('a header that cannot be sent', () => {
  it('is the fault of the credential it holds, and is not shown', async () => {
    const server = await start(send(response('{}')));
    const headers = { ...HEADERS, authorization: 'Credential=key\nSECRET' };
    const work = transport.post(server.endpoint, '/', headers, never(), LIMITS);
    const { failure, message } = socketError(await errorOf(work));
    expect(failure).toMatchObject({ reason: 'auth', code: 'invalid_access_key', transient: false });
    expect(message).not.toContain('SECRET');
  });
});

describe('an abort', () => {
  const reason = new Error('stop');

  it('before the request is sent lets nothing out', async () => {
    const server = await start(send(response('{}')));
    expect(await errorOf(post(server, AbortSignal.abort(reason)))).toBe(reason);
    expect(server.requests).toEqual([]);
  });

  it('while the connection is set up closes it', async () => {
    const server = await start(() => undefined);
    const controller = new AbortController();
    const endpoint = { ...server.endpoint, protocol: 'https:' as const };
    const connection = server.nextConnection();
    const work = errorOf(transport.post(endpoint, '/', HEADERS, controller.signal, LIMITS));
    // The server never answers the TLS handshake.
    const end = closed(await connection);
    controller.abort(reason);
    expect(await work).toBe(reason);
    expect(await end).toBe(true);
  });

  it.each<[string, Answer]>([
    ['while it waits for the answer', () => undefined],
    ['while it reads the headers', send('HTTP/1.1 200 OK\r\ncontent-le')],
    ['while it reads the body', send('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"half":')],
    ['while it reads a body that never ends', send('HTTP/1.1 200 OK\r\n\r\n{')],
  ])('%s closes the connection', async (_, answer) => {
    const server = await start(answer);
    const controller = new AbortController();
    const request = server.nextRequest();
    const work = errorOf(post(server, controller.signal));
    await request;
    const end = closed(server.sockets[0]);
    // Time for what was sent to arrive.
    await settle();
    await settle();
    controller.abort(reason);
    await work;
    expect(await end).toBe(true);
  });

  it('on a connection that was used before closes it too', async () => {
    let answered = 0;
    const server = await start((socket) => {
      answered += 1;
      if (answered === 1) socket.write(response('{}'));
    });
    await post(server);
    const controller = new AbortController();
    const request = server.nextRequest();
    const work = errorOf(post(server, controller.signal));
    await request;
    expect(server.sockets).toHaveLength(1);
    const end = closed(server.sockets[0]);
    controller.abort(reason);
    expect(await work).toBe(reason);
    expect(await end).toBe(true);
  });

  it('after the answer does not touch the connection', async () => {
    const server = await start(send(response('{}')));
    const controller = new AbortController();
    await post(server, controller.signal);
    controller.abort(reason);
    await post(server);
    expect(server.sockets).toHaveLength(1);
  });
});

describe('connections', () => {
  it('are used again, and more are opened only for requests side by side', async () => {
    const server = await start(send(response('{}')));
    for (let request = 0; request < 5; request += 1) await post(server);
    expect(server.sockets).toHaveLength(1);
    await Promise.all([post(server), post(server), post(server)]);
    expect(server.sockets).toHaveLength(3);
    expect(server.requests).toHaveLength(8);
  });

  it('of one host and another port are others', async () => {
    const [one, other] = [await start(send(response('1'))), await start(send(response('2')))];
    const bodies = [await post(one), await post(other), await post(one), await post(other)];
    expect(bodies.map(({ body }) => body)).toEqual(['1', '2', '1', '2']);
    expect([one.requests.length, other.requests.length]).toEqual([2, 2]);
  });

  it('are not used again after the server said so', async () => {
    const server = await start(sendAndEnd(response('{}', { connection: 'close' })));
    await post(server);
    await post(server);
    expect(server.sockets).toHaveLength(2);
  });

  it('are not used again after an answer that was not read', async () => {
    const server = await start(send(response(Buffer.alloc(17 * MEGABYTE))));
    await errorOf(post(server));
    await errorOf(post(server));
    expect(server.sockets).toHaveLength(2);
  });

  it('end with the transport', async () => {
    const server = await start(send(response('{}')));
    await post(server);
    const end = closed(server.sockets[0]);
    transport.close();
    expect(await end).toBe(true);
  });
});
