/** One connection, for one request after another. */

import type { Socket } from 'node:net';
import { types } from 'node:util';
import type { buildConnector } from 'undici';
import request from 'undici/lib/api/api-request.js';
import Client from 'undici/lib/dispatcher/client.js';
import { readBody, type BodyLimits } from './body.ts';
import type { OpenSocket, Route } from './socket.ts';

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
