/** An HTTP proxy on loopback that leads every name to one port of this machine: CONNECT, and requests with a whole URL. */

import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** What was asked of a proxy. */
export interface ProxyRequest {
  readonly method: string;
  /** host:port, or a URL. */
  readonly target: string;
  readonly host: string | undefined;
  readonly authorization: string | undefined;
}

export interface ConnectProxy {
  /** host:port */
  readonly address: string;
  readonly requests: readonly ProxyRequest[];
  readonly close: () => Promise<void>;
}

export interface ConnectProxyOptions {
  /** Where everything is led to, on 127.0.0.1. */
  readonly port: number;
  /** `user:password` that it wants. */
  readonly login?: string;
  /** Answers this instead. */
  readonly status?: number;
  /** Never answers. */
  readonly isSilent?: boolean;
}

export async function startConnectProxy(options: ConnectProxyOptions): Promise<ConnectProxy> {
  const { port, login, status, isSilent = false } = options;
  const requests: ProxyRequest[] = [];
  const sockets = new Set<Socket>();
  const expected =
    login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`;
  const refusal = (authorization: string | undefined): number | undefined =>
    expected !== undefined && authorization !== expected ? 407 : status;

  const server = createServer((incoming, answer) => {
    const { method = '', url: target = '', headers } = incoming;
    const { host, 'proxy-authorization': authorization, ...rest } = headers;
    requests.push({ method, target, host, authorization });
    const refused = refusal(authorization);
    if (refused !== undefined) {
      answer.writeHead(refused).end('<html>refused</html>');
      return;
    }
    const { pathname, search } = new URL(target);
    const forwarded = httpRequest(
      { port, host: '127.0.0.1', method, path: pathname + search, headers: { ...rest, host } },
      (response) => {
        answer.writeHead(response.statusCode ?? 0, response.headers);
        response.pipe(answer);
      },
    );
    incoming.pipe(forwarded);
  });
  server.on('connect', ({ url: target = '', headers }, socket: Socket) => {
    const { host, 'proxy-authorization': authorization } = headers;
    requests.push({ method: 'CONNECT', target, host, authorization });
    socket.on('error', () => undefined);
    if (isSilent) return;
    const refused = refusal(authorization);
    if (refused !== undefined) {
      socket.end(`HTTP/1.1 ${refused} Refused\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const behind = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(behind).pipe(socket);
    });
    sockets.add(behind);
    behind.on('error', () => socket.destroy());
    socket.on('close', () => behind.destroy());
  });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
