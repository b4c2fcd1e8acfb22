/** One HTTP server on one address. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import { type ListenAddress, listenFailure } from './address.ts';
import type { Connections } from './connections.ts';
import type { Limits } from './limits.ts';

const TUNNEL_REFUSAL = [
  'HTTP/1.1 405 Method Not Allowed',
  'Allow: GET, HEAD',
  'Content-Length: 0',
  'Connection: close',
  '\r\n',
].join('\r\n');

/** Makes a server within the limits that tells `connections` what it does. It does not listen yet. */
export function createBoundedServer(
  handler: RequestListener,
  connections: Connections,
  limits: Limits,
): Server {
  const server = createServer({
    headersTimeout: limits.headersTimeout,
    requestTimeout: limits.requestTimeout,
    keepAliveTimeout: limits.keepAliveTimeout,
    connectionsCheckingInterval: limits.checkInterval,
    maxHeaderSize: limits.maxHeaderSize,
  });
  server.timeout = limits.idleTimeout;
  server.maxConnections = limits.maxConnections;
  server.on('connection', (socket) => {
    connections.open(socket);
  });
  server.on('request', (request, response) => {
    connections.begin(request.socket, response);
    handler(request, response);
  });
  server.on('connect', refuseTunnel);
  return server;
}

/**
 * Listens, and resolves to the address that the system gave. A host name may take long to resolve: the signal ends that.
 * @throws an error of one line that names the address and the cause, or the signal's reason.
 */
export async function startListening(
  server: Server,
  { host, port }: ListenAddress,
  signal: AbortSignal,
): Promise<AddressInfo> {
  try {
    server.listen({ port, ...(host !== undefined && { host }) });
    await once(server, 'listening', { signal });
  } catch (error) {
    // A name that resolves, or fails to, after an abort.
    server.on('error', () => undefined);
    server.once('listening', () => server.close());
    signal.throwIfAborted();
    throw listenFailure({ host, port }, error);
  }
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('not listening on a TCP port');
  return bound;
}

/** CONNECT is no request to Node, which would drop the connection without a word. */
function refuseTunnel(_request: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => undefined);
  socket.end(TUNNEL_REFUSAL, () => socket.destroy());
}
