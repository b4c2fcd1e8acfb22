/** A loopback server that answers as told: properly, with an error, with garbage, slowly, or not at all. */

import http from 'node:http';
import https from 'node:https';

/** A request with its body. */
export interface IdentityCall {
  readonly method: string;
  readonly url: URL;
  readonly headers: http.IncomingHttpHeaders;
  /** The fields of a form body. */
  readonly form: URLSearchParams;
}

/** An answer. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  /** Content-Type; JSON when it is not given. */
  readonly type?: string;
}

/** What the server does with the calls to come. */
export type Behaviour =
  | { readonly kind: 'answer' }
  /** Answers every call with this. */
  | { readonly kind: 'reply'; readonly reply: Reply }
  /** Takes the call and stays silent. */
  | { readonly kind: 'hang' }
  /** Sends headers and the beginning of a body, and no more. */
  | { readonly kind: 'stall' }
  /** Closes the connection without an answer. */
  | { readonly kind: 'reset' };

/** A running server. */
export interface IdentityServer {
  /** `http://127.0.0.1:port`, or https. */
  readonly origin: string;
  /** Every call so far, whatever became of it. */
  readonly calls: readonly IdentityCall[];
  /** Calls that will get no answer, or only a part of it, and whose connection is still open. */
  heldCalls(): number;
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
}

/** Where and how to listen. */
export interface ListenOptions {
  /** Key and certificate in PEM; without them the server speaks plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly host?: string;
  readonly port?: number;
}

async function readForm(request: http.IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

function send(response: http.ServerResponse, { status, body, type }: Reply): void {
  response.writeHead(status, { 'content-type': type ?? 'application/json;charset=utf-8' });
  response.end(body);
}

/** What leaves a call open. */
const HOLDING: ReadonlySet<Behaviour['kind']> = new Set(['hang', 'stall']);

function misbehave(behaviour: Behaviour, response: http.ServerResponse): void {
  if (behaviour.kind === 'reply') send(response, behaviour.reply);
  if (behaviour.kind === 'reset') response.destroy();
  if (behaviour.kind === 'stall') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
    response.write('{');
  }
}

function listen(
  server: http.Server,
  { host = '127.0.0.1', port = 0 }: ListenOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
}

/** Starts a server on a free loopback port. */
export async function startIdentityServer(
  answer: (call: IdentityCall) => Reply,
  options: ListenOptions = {},
): Promise<IdentityServer> {
  const calls: IdentityCall[] = [];
  let behaviour: Behaviour = { kind: 'answer' };
  const held = new Set<http.ServerResponse>();
  const handle = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const form = await readForm(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const call = { method: request.method ?? '', url, headers: request.headers, form };
    calls.push(call);
    if (behaviour.kind === 'answer') send(response, answer(call));
    else misbehave(behaviour, response);
    if (HOLDING.has(behaviour.kind) && !response.destroyed) held.add(response);
  };
  const listener = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    response.once('close', () => held.delete(response));
    handle(request, response).catch(() => response.destroy());
  };
  const { tls } = options;
  const server =
    tls === undefined ? http.createServer(listener) : https.createServer(tls, listener);
  await listen(server, options);
  return {
    origin: originOf(server, tls !== undefined),
    calls,
    heldCalls: () => held.size,
    behave: (next) => {
      behaviour = next;
    },
    close: () => close(server),
  };
}

function originOf(server: http.Server, isTls: boolean): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('not a TCP server');
  return `${isTls ? 'https' : 'http'}://${address.address}:${address.port}`;
}

function close(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
