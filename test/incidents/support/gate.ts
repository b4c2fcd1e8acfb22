/** Stands between two programs on loopback, and can be shut: a network that fails, scrapes that are missed. */

import { once } from 'node:events';
import { createServer as createHttpServer, request } from 'node:http';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Cleanup } from '../../e2e/support/cleanup.ts';

/** A way to a port that can be shut. */
export interface Gate {
  /** host:port */
  readonly address: string;
  /** Ends all connections and lets new ones hang up. */
  readonly shut: () => void;
  readonly open: () => void;
}

async function listen(server: Server, cleanup: Cleanup): Promise<string> {
  server.listen(0, '127.0.0.1');
  cleanup.add(() => server.close());
  await once(server, 'listening');
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A gate to `port`. */
export async function startGate(port: number, cleanup: Cleanup): Promise<Gate> {
  const sockets = new Set<Socket>();
  let isShut = false;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    // A reset on one side ends the other; nobody needs to hear of it.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    if (isShut) {
      client.destroy();
      return;
    }
    const upstream = connect(port, '127.0.0.1');
    keep(upstream);
    client.pipe(upstream).pipe(client);
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
  });
  const shut = (): void => {
    isShut = true;
    for (const socket of sockets) socket.destroy();
  };
  cleanup.add(shut);
  return {
    address: await listen(server, cleanup),
    shut,
    open: () => {
      isShut = false;
    },
  };
}

/** A way to `port` on which every `every`-th request gets no answer. @returns host:port */
export async function startLossyGate(
  port: number,
  every: number,
  cleanup: Cleanup,
): Promise<string> {
  let requests = 0;
  const server = createHttpServer((incoming, outgoing) => {
    requests += 1;
    if (requests % every === 0) {
      incoming.destroy();
      return;
    }
    const { method, url: path, headers } = incoming;
    const upstream = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    upstream.on('error', () => incoming.destroy());
    upstream.end();
  });
  cleanup.add(() => {
    server.closeAllConnections();
  });
  return listen(server, cleanup);
}
