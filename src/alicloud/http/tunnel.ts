/** Asks a proxy for a tunnel: CONNECT. */

import { request } from 'node:http';
import type { Socket } from 'node:net';
import { peerName, type Destination } from './destination.ts';
import { ConnectionError } from './error.ts';
import type { Proxy } from './proxy.ts';

/** Resolves with `socket`, a connection to the proxy, once it leads to the destination. */
export function openTunnel(
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
      reject(new ConnectionError(`PROXY_STATUS_${statusCode}`, peerOf(proxy, to)));
    });
    connect.end();
  });
}

/** How the destination behind a proxy is told. */
export function peerOf(proxy: Proxy | undefined, to: Destination): string {
  const authority = peerName(to);
  return proxy === undefined ? authority : `${authority} through proxy ${proxy.shown}`;
}
