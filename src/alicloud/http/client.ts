/** Sends HTTP requests over connections that are kept: one client for each way to reach the API, and one that never takes a proxy. */

import { validateHeaderValue } from 'node:http';
import type { Socket } from 'node:net';
import { types } from 'node:util';
import type { buildConnector } from 'undici';
import request from 'undici/lib/api/api-request.js';
import Client from 'undici/lib/dispatcher/client.js';
import { type BodyLimits, readBody } from './body.ts';
import { blamed, ConnectionError, destinationOf, peerName, peerOf, type Route } from './peer.ts';
import { direct, type ProxyFor, proxyRule } from './proxy.ts';
import { type OpenSocket, socketOpener } from './socket.ts';
import { fingerprint } from '../../config/secrets.ts';
import type { HttpConfig } from '../../model/account.ts';
import type { Environment } from '../../model/environment.ts';

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

/** One connection, for one request after another. Opened with the first of them, and again once it was closed. */
class Connection {
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

/** What a proxy answers to a request that it was to forward. Some use 401, as the API does, but the API has no use for this header. */
function wantsPassword({ status, headers }: HttpAnswer): boolean {
  return status === 407 || (status === 401 && headers['www-authenticate'] !== undefined);
}

/** How requests to one origin are sent, and the connections that are kept for the next ones. */
interface Way {
  readonly route: Route;
  readonly peer: string;
  readonly idle: Connection[];
}

/** Sends requests: one at a time over each connection, over as many as there are requests at once. */
export class HttpClient {
  readonly #open: OpenSocket;
  readonly #proxyFor: ProxyFor;
  readonly #ways = new Map<string, Way>();
  readonly #busy = new Set<Connection>();

  constructor(open: OpenSocket, proxyFor: ProxyFor = direct) {
    this.#open = open;
    this.#proxyFor = proxyFor;
  }

  /** Whom a request is sent to, for messages: `vpc.aliyuncs.com:443`, with the proxy in between. */
  peerOf(url: URL): string {
    try {
      return this.#wayTo(url).peer;
    } catch {
      // What names the proxy is no URL of one: requests fail with that.
      return peerName(destinationOf(url));
    }
  }

  /**
   * Rejects with a ConnectionError, or with the signal's reason; the socket is destroyed at once when the signal is
   * aborted, whatever state the exchange is in. Redirects are not followed.
   */
  async send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    signal.throwIfAborted();
    const way = this.#wayTo(request.url);
    const answer = await this.#exchange(request, way, signal);
    if (way.route.proxy !== undefined && wantsPassword(answer)) {
      throw new ConnectionError(`PROXY_STATUS_${answer.status}`, way.peer);
    }
    return answer;
  }

  #wayTo(url: URL): Way {
    const known = this.#ways.get(url.origin);
    if (known !== undefined) return known;
    const route = { to: destinationOf(url), proxy: this.#proxyFor(url) };
    const way = { route, peer: peerOf(route), idle: [] };
    this.#ways.set(url.origin, way);
    return way;
  }

  async #exchange(
    request: HttpRequest,
    { route, peer, idle }: Way,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const connection = idle.pop() ?? new Connection(route, this.#open);
    this.#busy.add(connection);
    try {
      for (const [name, value] of Object.entries(request.headers)) validateHeaderValue(name, value);
      const answer = await connection.send(request, signal);
      if (request.isLast === true) connection.destroy();
      else idle.push(connection);
      return answer;
    } catch (error) {
      connection.destroy();
      signal.throwIfAborted();
      throw blamed(peer, error);
    } finally {
      this.#busy.delete(connection);
    }
  }

  /** Ends all connections, and the requests on them. */
  close(): void {
    const idle = [...this.#ways.values()].flatMap((way) => way.idle);
    this.#ways.clear();
    for (const connection of [...idle, ...this.#busy]) connection.destroy();
  }
}

/** Gives accounts with the same `http_config` the same client, and so the same connections. */
export class HttpClients {
  /** The client for the metadata service and the credentials URI, which are never reached through a proxy. */
  readonly direct = new HttpClient(socketOpener());
  readonly #env: Environment;
  readonly #clients = new Map<string, HttpClient>();
  /** Found again without looking at all of the configuration, for every call. */
  readonly #known = new WeakMap<HttpConfig, HttpClient>();

  constructor(env: Environment) {
    this.#env = env;
  }

  close(): void {
    for (const client of [this.direct, ...this.#clients.values()]) client.close();
  }

  /** The client for the API and STS. */
  of(http: HttpConfig): HttpClient {
    const known = this.#known.get(http);
    if (known !== undefined) return known;
    const key = fingerprint(http);
    const client =
      this.#clients.get(key) ??
      new HttpClient(socketOpener(http.caFile), proxyRule(http, this.#env));
    this.#clients.set(key, client);
    this.#known.set(http, client);
    return client;
  }
}
