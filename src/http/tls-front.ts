/** Puts TLS in front of an HTTP server, with settings that may change between two connections. */

import type { Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { createServer, type Server as TlsServer, type TLSSocket } from 'node:tls';

import type { Logger } from '../model/log.ts';
import { codeOf } from '../model/values.ts';
import { refusal } from './client-certificate.ts';
import type { TlsSettings } from './web-config/tls.ts';

export interface TlsFrontOptions {
  /** The settings for the next connection: the same object for as long as they have not changed. */
  settings(): TlsSettings;
  readonly handshakeTimeout: number;
  readonly log: Logger;
}

/**
 * Makes `server`, which is to listen on the port itself, speak HTTPS.
 *
 * Connections are injected twice, as the documentation of the `connection` events of node:tls and node:http allows: the
 * accepted socket into a TLS server that never listens, and the socket that this one makes into the HTTP server. A new
 * TLS server replaces it when the settings change, so that all of them can change, not only what a secure context
 * holds, and so that no session ticket outlives the settings it was issued under.
 */
export function putTlsInFront(server: HttpServer, options: TlsFrontOptions): void {
  const serve = server.listeners('connection');
  const secured = (socket: TLSSocket): void => {
    for (const listener of serve) Reflect.apply(listener, server, [socket]);
  };
  let settings = options.settings();
  let front = createFront(settings, options, secured);
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const latest = options.settings();
    if (latest !== settings) {
      settings = latest;
      front = createFront(settings, options, secured);
    }
    // An HTTP server keeps sockets half open for its own use; a client that leaves during the handshake is just gone.
    socket.allowHalfOpen = false;
    front.emit('connection', socket);
  });
}

function createFront(
  { options, clientCertificate }: TlsSettings,
  { handshakeTimeout, log }: TlsFrontOptions,
  secured: (socket: TLSSocket) => void,
): TlsServer {
  const front = createServer({
    ...options,
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout,
    requestCert: clientCertificate.request,
    // Where both hold, OpenSSL refuses within the handshake, with an alert that tells the client why.
    rejectUnauthorized: clientCertificate.require && clientCertificate.verify,
  });
  const turnAway = (socket: TLSSocket, cause: string): void => {
    log.debug({ client: socket.remoteAddress, cause }, 'TLS connection refused');
    socket.destroy();
  };
  front.on('tlsClientError', (error, socket) => {
    turnAway(socket, codeOf(error, 'handshake failed'));
  });
  front.on('secureConnection', (socket) => {
    const cause = refusal(clientCertificate, socket);
    if (cause === undefined) secured(socket);
    else turnAway(socket, cause);
  });
  return front;
}
