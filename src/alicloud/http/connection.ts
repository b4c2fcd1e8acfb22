/** One connection, for one request after another, and the bodies of its answers: to their end, decompressed, up to their limits. */

import type { Socket } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import { types } from 'node:util';
import { createGunzip, createInflate } from 'node:zlib';
import type { buildConnector } from 'undici';
import request from 'undici/lib/api/api-request.js';
import Client from 'undici/lib/dispatcher/client.js';
import { JsonFilter, tooLarge } from '../decode/json-filter.ts';
import type { Route } from './peer.ts';
import type { OpenSocket } from './socket.ts';

/** How much of an answer is read. */
export interface BodyLimits {
  /** The longest body, in bytes, also when decompressed. */
  readonly maxBytes: number;
  /** JSON only: the longest text in it, in bytes; what is longer is cut. Without it the body is not looked into. */
  readonly maxText?: number;
}

/** A body of this size is parsed in milliseconds, whatever is in it. Most are smaller, and not looked into. */
const HARMLESS_BYTES = 256 * 1024;

/** Compression is never asked for, but proxies do it all the same. */
const decompressors = new Map([
  ['gzip', createGunzip],
  ['deflate', createInflate],
]);

function decompressed(stream: Readable, encoding: string): Readable {
  const create = decompressors.get(encoding.toLowerCase());
  // An error of either stream is one of the last, which is the one that is read.
  return create === undefined ? stream : pipeline(stream, create(), () => undefined);
}

/**
 * The body in `stream`.
 * @param encoding the Content-Encoding header
 * @throws RangeError with code ERR_BUFFER_TOO_LARGE beyond the limits, or the error of the stream
 */
export async function readBody(
  stream: Readable,
  encoding: string,
  { maxBytes, maxText }: BodyLimits,
): Promise<Buffer> {
  let filter: JsonFilter | undefined;
  const kept: Buffer[] = [];
  let fresh: Buffer[] = [];
  let size = 0;
  for await (const chunk of decompressed(stream, encoding)) {
    const bytes: Buffer = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) throw tooLarge();
    fresh.push(bytes);
    if (maxText === undefined || size <= HARMLESS_BYTES) continue;
    filter ??= new JsonFilter(maxText);
    kept.push(filter.take(Buffer.concat(fresh)));
    fresh = [];
  }
  return Buffer.concat([...kept, ...fresh]);
}

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  /** Host is among them where it differs from that of the URL. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** How much of an answer is read. */
  readonly limits: BodyLimits;
  /** Close the connection afterwards. */
  readonly isLast?: boolean;
}

/** A complete answer. */
export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name; what comes twice is joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** How long an unused connection is kept where the server says nothing about it: longer than most polls are apart. */
const KEEP_ALIVE_MS = 60_000;

async function report(opening: Promise<Socket>, done: buildConnector.Callback): Promise<void> {
  let socket: Socket;
  try {
    socket = await opening;
  } catch (error) {
    done(types.isNativeError(error) ? error : new Error('aborted', { cause: error }), null);
    return;
  }
  done(null, socket);
}

/** Opened with the first request, and again once it was closed. */
export class Connection {
  readonly #client: Client;
  readonly #route: Route;
  #signal = AbortSignal.abort();

  constructor(route: Route, open: OpenSocket) {
    this.#route = route;
    this.#client = new Client(`${route.to.protocol}//connection.invalid`, {
      keepAliveTimeout: KEEP_ALIVE_MS,
      // The signal is the only limit of time.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (_options, done) => {
        void report(open(route, this.#signal), done);
      },
    });
  }

  async send(
    { method, url, headers, body, limits, isLast = false }: HttpRequest,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    this.#signal = signal;
    const { proxy, to } = this.#route;
    // Without a tunnel the proxy has to be told where the request goes.
    const isForwarded = proxy !== undefined && to.protocol === 'http:';
    const authorization = isForwarded ? proxy.authorization : undefined;
    const answer = await request.call(this.#client, {
      method,
      path: `${isForwarded ? url.origin : ''}${url.pathname}${url.search}`,
      headers: {
        host: url.host,
        ...headers,
        ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
      },
      body: body ?? null,
      signal,
      reset: isLast,
    });
    const received = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
    );
    return {
      status: answer.statusCode,
      headers: received,
      body: await readBody(answer.body, received['content-encoding'] ?? '', limits),
    };
  }

  destroy(): void {
    void this.#client.destroy();
  }
}
