/** Speaks to a server byte by byte. */

import { connect, type Socket } from 'node:net';

/** How the other side ended a connection: orderly, by reset, or not yet. */
type WireEnd = 'fin' | 'reset' | 'open';

export interface Wire {
  readonly socket: Socket;
  /** Everything received so far. */
  text(): string;
  end(): WireEnd;
  /** Everything received, once the server has closed the connection. */
  readonly ended: Promise<string>;
  /** Resolves when what was received contains `text`. */
  received(text: string): Promise<void>;
}

/** Connects and sends `bytes`; the connection stays open until the server ends it. */
export async function openWire(port: number, bytes: string | Buffer = ''): Promise<Wire> {
  const wire = wireOf(connect(port, '127.0.0.1'));
  await new Promise<void>((resolve) => {
    wire.socket.once('connect', resolve);
  });
  wire.socket.write(bytes);
  return wire;
}

/** Listens to a connection that was just begun. */
export function wireOf(socket: Socket): Wire {
  const heard: Buffer[] = [];
  const text = (): string => Buffer.concat(heard).toString('latin1');
  let end: WireEnd = 'open';
  const wire: Wire = {
    socket,
    text,
    end: () => end,
    ended: new Promise((resolve) => {
      socket.once('close', () => {
        resolve(text());
      });
    }),
    received: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!text().includes(wanted)) return;
          socket.off('data', look);
          resolve();
        };
        socket.on('data', look);
        socket.once('close', () => {
          reject(new Error(`closed before ${JSON.stringify(wanted)}: ${JSON.stringify(text())}`));
        });
        look();
      }),
  };
  socket.on('data', (chunk: Buffer) => heard.push(chunk));
  socket.on('end', () => {
    end = 'fin';
  });
  // A reset is one of the ways in which a server ends a connection.
  socket.on('error', () => {
    end = 'reset';
  });
  return wire;
}

/** Sends `bytes` on a connection of its own and resolves to the complete answer once the server has closed it. */
export async function exchange(port: number, bytes: string | Buffer): Promise<string> {
  const wire = await openWire(port, bytes);
  return wire.ended;
}
