/** One HTTP server on one address. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, DropArgument } from 'node:net';
import type { Duplex } from 'node:stream';

import type { ListenAddress } from '../model/address.ts';
import { listenFailure, type PassedSocket } from './address.ts';
import { clientOf } from './client.ts';
import type { Connections } from './connections.ts';
import type { Limits } from './limits.ts';
import { statusOfClientError, rawAnswer } from './raw-answer.ts';

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
  server.on('drop', (dropped?: DropArgument) => {
    connections.refuse(clientOf(dropped?.remoteAddress));
  });
  server.on('connection', (socket) => {
    connections.open(socket);
  });
  const receive = (request: IncomingMessage, response: ServerResponse): void => {
    connections.receive({ request, response });
  };
  server.on('request', receive);
  server.on('checkExpectation', receive);
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

/**
 * Listens, and resolves to the address that the system gave. A host name may take long to resolve: the signal ends that.
 * @throws an error of one line that names the address and the cause, or the signal's reason.
 */
export async function startListening(
  server: Server,
  address: ListenAddress | PassedSocket,
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
