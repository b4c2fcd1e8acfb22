/** A TCP server on loopback that answers each HTTP request with whatever bytes a test likes. */

import { EventEmitter, once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Endpoint } from '../../../src/alicloud/transport.ts';

/** Answers one request; `text` is its head. */
export type Answer = (socket: Socket, text: string) => void;

export interface RawServer {
  readonly endpoint: Endpoint;
  /** The heads of all requests. */
  readonly requests: readonly string[];
  /** Every connection there ever was. */
  readonly sockets: readonly Socket[];
  /** Resolves when the next request has arrived. */
  nextRequest(): Promise<void>;
  /** Resolves when the next connection is accepted. */
  nextConnection(): Promise<Socket>;
  close(): Promise<void>;
}

/** Starts a server; requests have no body, so each ends with an empty line. */
export async function startRawServer(answer: Answer): Promise<RawServer> {
  const requests: string[] = [];
  const sockets: Socket[] = [];
  const events = new EventEmitter();
  const server = createServer((socket) => {
    sockets.push(socket);
    events.emit('connection', socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n')) {
        const head = text.slice(0, end);
        text = text.slice(end + 4);
        requests.push(head);
        answer(socket, head);
        events.emit('request');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: { protocol: 'http:', host: `127.0.0.1:${port}` },
    requests,
    sockets,
    nextRequest: () =>
      new Promise((resolve) => {
        events.once('request', resolve);
      }),
    nextConnection: () =>
      new Promise((resolve) => {
        events.once('connection', resolve);
      }),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A complete answer with these headers. */
export function response(
  body: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
  status = '200 OK',
): Buffer {
  const bytes = Buffer.from(body);
  const all = { 'content-length': String(bytes.length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('')}\r\n`), bytes]);
}

/** Resolves to true when a connection is gone, well or not. */
export function closed(socket: Socket | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    socket?.once('close', () => {
      resolve(true);
    });
  });
}
