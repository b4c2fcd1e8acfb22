/** One HTTP server on one address. */

import { once } from 'node:events';
import { createServer, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import { authorityOf, type ListenAddress } from '../model/address.ts';
import { codeOf } from '../model/values.ts';
import type { Connections } from './connections.ts';
import type { Limits } from './limits.ts';

/** Where to listen: an address, or the descriptor of a socket that whoever started the process passed. */
export type Listenable = ListenAddress | PassedSocket;

/** A socket that listens already. */
export interface PassedSocket {
  readonly fd: number;
}

/** Makes a server within the limits that hands everything to `connections`. It does not listen yet. */
export function createBoundedServer(
  connections: Connections,
  limits: Limits,
  countAnswer: (status: number) => void,
): Server {
  const server = createServer({
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    connectionsCheckingInterval: limits.checkInterval,
    maxHeaderSize: limits.maxHeaderSize,
    // Answered like every other refusal, in its turn.
    requireHostHeader: false,
  });
  server.timeout = limits.idleTimeout;
  server.maxConnections = limits.maxConnections;
  connections.serve(server);
  const answerRaw = (socket: Duplex, status: number, headers?: readonly string[]): void => {
    if (socket.writable && !connections.isAnswering(socket)) {
      countAnswer(status);
      socket.write(rawAnswer(status, headers));
    }
    socket.destroy();
  };
  server.on('clientError', (error, socket) => {
    const status = statusOfClientError(error);
    if (status === undefined) socket.destroy();
    else answerRaw(socket, status);
  });
  // CONNECT is no request to Node, which would drop the connection without a word.
  server.on('connect', (_request, socket) => {
    socket.on('error', () => undefined);
    answerRaw(socket, 405, ['Allow: GET, HEAD']);
  });
  return server;
}

/** What the parser's errors mean; its other codes, which begin with HPE_, mean 400. */
const STATUSES: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/** The status that a `clientError` of Node deserves; undefined for a connection that broke, which needs none. */
function statusOfClientError(error: Error): number | undefined {
  const code = codeOf(error);
  return STATUSES[code] ?? (code.startsWith('HPE_') ? 400 : undefined);
}

/** The bytes of an answer without a body that ends the connection. */
function rawAnswer(status: number, headers: readonly string[] = []): string {
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...headers];
  return [...lines, 'Content-Length: 0', 'Connection: close', '\r\n'].join('\r\n');
}

/**
 * Listens, and resolves to the address that the system gave. A host name may take long to resolve: the signal ends that.
 * @throws an error of one line that names the address and the cause, or the signal's reason.
 */
export async function startListening(
  server: Server,
  address: Listenable,
  signal: AbortSignal,
): Promise<AddressInfo | string> {
  try {
    server.listen(address);
    await once(server, 'listening', { signal });
  } catch (error) {
    // A name that resolves, or fails to, after an abort.
    server.on('error', () => undefined);
    server.once('listening', () => server.close());
    signal.throwIfAborted();
    throw listenFailure(address, error);
  }
  const bound = server.address();
  if (bound === null) throw new Error('not listening');
  return bound;
}

/** Why listening fails, by the code of the failure. */
const CAUSES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken by another process',
  EACCES: 'this user may not listen on the port',
  EADDRNOTAVAIL: 'this machine has no such address',
  EINVAL: 'it is no socket that listens',
  ENOTSOCK: 'it is no socket',
  EBADF: 'it is not open',
  EAFNOSUPPORT: 'this machine does not support the address family',
  ENOTFOUND: 'the host name cannot be resolved',
  EAI_AGAIN: 'the host name cannot be resolved at the moment',
  ERR_SOCKET_BAD_PORT: 'a port is a number from 0 to 65535',
};

/** One line on why `address` cannot be listened on. */
export function listenFailure(address: Listenable, error: unknown): Error {
  const code = codeOf(error, 'unknown');
  const cause = CAUSES[code] ?? 'the system refuses it';
  const name =
    'fd' in address
      ? `file descriptor ${address.fd}`
      : authorityOf(address.host ?? '', address.port);
  return new Error(`cannot listen on ${name}: ${cause} (${code})`, { cause: error });
}

/** The URL of a server that listens on `bound`, with the host it was asked to listen on, where it was. */
export function urlOf(
  scheme: 'http' | 'https',
  asked: Listenable | undefined,
  bound: AddressInfo | string,
): string {
  // The path of a Unix socket; there is no other name for it.
  if (typeof bound === 'string') return `unix:${bound}`;
  const host = asked !== undefined && 'host' in asked ? asked.host : undefined;
  return `${scheme}://${authorityOf(host ?? bound.address, bound.port)}`;
}
