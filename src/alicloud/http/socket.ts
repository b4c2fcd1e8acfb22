/** Opens the sockets that requests are sent over: TCP, a proxy's tunnel where there is one, TLS. */

import { request } from 'node:http';
import type { Socket } from 'node:net';
import buildConnector from 'undici/lib/core/connect.js';
import { readSmallFile } from '../../config/file.ts';
import { connect } from './connect.ts';
import {
  blaming,
  ConnectionError,
  type Destination,
  peerName,
  peerOf,
  type Proxy,
  type Route,
} from './peer.ts';

/** Resolves with `socket`, a connection to the proxy, once it leads to the destination. */
function openTunnel(
  socket: Socket,
  proxy: Proxy,
  to: Destination,
  signal: AbortSignal,
): Promise<Socket> {
  const authority = peerName(to);
  const { authorization } = proxy;
  return new Promise((resolve, reject) => {
    const connect = request({
      method: 'CONNECT',
      path: authority,
      headers: {
        host: authority,
        ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
      },
      createConnection: () => socket,
      signal,
    });
    connect.once('error', reject);
    connect.once('connect', ({ statusCode = 0 }, tunnel: Socket, head) => {
      connect.off('error', reject);
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) tunnel.unshift(head);
        resolve(tunnel);
        return;
      }
      tunnel.destroy();
      reject(new ConnectionError(`PROXY_STATUS_${statusCode}`, peerOf({ to, proxy })));
    });
    connect.end();
  });
}

/** Opens a socket that is ready for HTTP. Rejects with a ConnectionError, or with the signal's reason. */
export type OpenSocket = (route: Route, signal: AbortSignal) => Promise<Socket>;

/** Makes a TLS client out of a connection. */
type Secure = (socket: Socket, to: Destination, signal: AbortSignal) => Promise<Socket>;

/** @param ca certificates in PEM that are trusted instead of those of Node.js */
function securing(ca?: string): Secure {
  // The signal is the only limit of time; the connector resumes TLS sessions.
  const handshake = buildConnector({ timeout: 0, ...(ca === undefined ? {} : { ca }) });
  return (socket, { protocol, hostname, port }, signal) =>
    new Promise((resolve, reject) => {
      const onAbort = (): void => {
        socket.destroy();
        reject(signal.reason);
      };
      signal.throwIfAborted();
      signal.addEventListener('abort', onAbort, { once: true });
      const where = { protocol, hostname, host: hostname, port: String(port), httpSocket: socket };
      handshake(where, (error, secured) => {
        signal.removeEventListener('abort', onAbort);
        if (error === null) {
          resolve(secured);
        } else {
          socket.destroy();
          reject(error);
        }
      });
    });
}

/** Reads the file again for every connection: it may be renewed at any time, and connections are few. */
function securingFromFile(caFile: string): Secure {
  let known: { readonly ca: string; readonly secure: Secure } | undefined;
  return async (socket, to, signal) => {
    const ca = await blaming(`ca_file ${caFile}`, signal, async () =>
      (await readSmallFile(caFile)).content.toString(),
    );
    if (known?.ca !== ca) known = { ca, secure: securing(ca) };
    return known.secure(socket, to, signal);
  };
}

/** @param caFile what is trusted instead of the certificates of Node.js and NODE_EXTRA_CA_CERTS, in PEM */
export function socketOpener(caFile?: string): OpenSocket {
  const secure = caFile === undefined ? securing() : securingFromFile(caFile);
  const open = async (to: Destination, signal: AbortSignal): Promise<Socket> => {
    const socket = await connect(to.hostname, to.port, signal);
    return to.protocol === 'http:' ? socket : secure(socket, to, signal);
  };
  return async (route, signal) => {
    const { to, proxy } = route;
    if (proxy === undefined) return blaming(peerName(to), signal, () => open(to, signal));
    const peer = `proxy ${peerName(proxy)}`;
    const socket = await blaming(peer, signal, () => open(proxy, signal));
    if (to.protocol === 'http:') return socket;
    const tunnel = await blaming(peer, signal, () => openTunnel(socket, proxy, to, signal));
    return blaming(peerOf(route), signal, () => secure(tunnel, to, signal));
  };
}
