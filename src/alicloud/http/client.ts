/** Sends HTTP requests and reads their whole answers, over connections that are kept. */

import { validateHeaderValue } from 'node:http';
import type { Socket } from 'node:net';
import { types } from 'node:util';
import type { buildConnector } from 'undici';
import request from 'undici/lib/api/api-request.js';
import Client from 'undici/lib/dispatcher/client.js';
import { readBody, type BodyLimits } from './body.ts';
import type { OpenSocket } from './socket.ts';

/** One request. */
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

/** Without a word from the server about it, how long a connection is kept that nobody uses: longer than most polls are apart. */
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

/** One connection to one origin, for one request after another; it is opened with the first, and again once it was closed. */
class Connection {
  readonly #client: Client;
  #signal = AbortSignal.abort();

  constructor(origin: URL, open: OpenSocket) {
    const { protocol, hostname, port } = origin;
    const destination = {
      protocol: protocol === 'http:' ? protocol : 'https:',
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (protocol === 'http:' ? 80 : 443),
    } as const;
    this.#client = new Client(origin.origin, {
      keepAliveTimeout: KEEP_ALIVE_MS,
      // The signal is the only limit of time.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (_options, done) => {
        void report(open(destination, this.#signal), done);
      },
    });
  }

  async send(
    { method, url, headers, body, limits, isLast = false }: HttpRequest,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    this.#signal = signal;
    const {
      statusCode,
      headers: received,
      body: stream,
    } = await request.call(this.#client, {
      method,
      path: `${url.pathname}${url.search}`,
      headers,
      body: body ?? null,
      signal,
      reset: isLast,
    });
    const answerHeaders = Object.fromEntries(
      Object.entries(received).map(([name, value]) => [name, String(value)]),
    );
    return {
      status: statusCode,
      headers: answerHeaders,
      body: await readBody(stream, answerHeaders['content-encoding'] ?? '', limits),
    };
  }

  destroy(): void {
    void this.#client.destroy();
  }
}

/** Sends requests: one at a time over each connection, over as many as there are requests at once. */
export class HttpClient {
  readonly #open: OpenSocket;
  readonly #idle = new Map<string, Connection[]>();
  readonly #busy = new Set<Connection>();

  constructor(open: OpenSocket) {
    this.#open = open;
  }

  /**
   * Rejects with the error of Node.js or undici, or with the signal's reason; the socket is destroyed at once when the
   * signal is aborted, whatever state the exchange is in. Redirects are not followed.
   */
  async send(exchange: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    signal.throwIfAborted();
    for (const [name, value] of Object.entries(exchange.headers)) validateHeaderValue(name, value);
    const { origin } = exchange.url;
    const idle = this.#idle.get(origin) ?? [];
    this.#idle.set(origin, idle);
    const connection = idle.pop() ?? new Connection(exchange.url, this.#open);
    this.#busy.add(connection);
    try {
      const answer = await connection.send(exchange, signal);
      if (exchange.isLast !== true) idle.push(connection);
      else connection.destroy();
      return answer;
    } catch (error) {
      connection.destroy();
      throw error;
    } finally {
      this.#busy.delete(connection);
    }
  }

  /** Ends all connections, and the requests on them. */
  close(): void {
    const idle = [...this.#idle.values()].flat();
    this.#idle.clear();
    for (const connection of [...idle, ...this.#busy]) connection.destroy();
  }
}
