/** Opens the sockets that requests are sent over. */

import { connect as connectTcp, type Socket } from 'node:net';
import buildConnector from 'undici/lib/core/connect.js';

/** Where a socket leads to. */
export interface Destination {
  readonly protocol: 'http:' | 'https:';
  /** A name or an address; IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
}

/** Opens a socket that is ready for HTTP. Rejects with the error of Node.js, or with the signal's reason. */
export type OpenSocket = (destination: Destination, signal: AbortSignal) => Promise<Socket>;

/** Resolves with what `start` gives to its callback; destroys `socket` when the signal is aborted first. */
function untilReady(
  socket: Socket,
  start: (done: (error: Error | null, ready?: Socket | null) => void) => void,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      socket.destroy();
      reject(signal.reason);
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    start((error, ready) => {
      signal.removeEventListener('abort', onAbort);
      if (error === null) {
        resolve(ready ?? socket);
      } else {
        socket.destroy();
        reject(error);
      }
    });
  });
}

function connected(hostname: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connectTcp({ host: hostname, port, noDelay: true, keepAlive: true });
  return untilReady(
    socket,
    (done) => {
      socket.once('error', done);
      socket.once('connect', () => {
        socket.off('error', done);
        done(null);
      });
    },
    signal,
  );
}

/** @param ca certificates in PEM that are trusted instead of those of Node.js */
export function socketOpener(ca?: string): OpenSocket {
  // The signal is the only limit of time; the connector resumes TLS sessions.
  const handshake = buildConnector({ timeout: 0, ...(ca === undefined ? {} : { ca }) });
  return async ({ protocol, hostname, port }, signal) => {
    const socket = await connected(hostname, port, signal);
    if (protocol === 'http:') return socket;
    const options = { protocol, hostname, host: hostname, port: String(port), httpSocket: socket };
    return untilReady(
      socket,
      (done) => {
        handshake(options, done);
      },
      signal,
    );
  };
}
