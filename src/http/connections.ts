/** Knows which connections are open and which of them are being answered, for a shutdown that cuts nobody off. */

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of all servers. */
export class Connections {
  /** As accepted, so in the middle of a TLS handshake, too. */
  readonly #accepted = new Set<Socket>();
  /** As HTTP uses them, with the answers under way; for HTTPS another object than the accepted one. */
  readonly #open = new Map<Socket, Set<ServerResponse>>();
  #isDraining = false;

  /** Takes note of an accepted connection until it closes. */
  accept(socket: Socket): void {
    this.#accepted.add(socket);
    socket.once('close', () => this.#accepted.delete(socket));
  }

  /** Takes note of a connection that is ready for requests until it closes. */
  open(socket: Socket): void {
    this.#open.set(socket, new Set());
    socket.once('close', () => this.#open.delete(socket));
  }

  /** Takes note of an answer under way until it is out, or its client gone. */
  begin(socket: Socket, response: ServerResponse): void {
    const answers = this.#open.get(socket);
    answers?.add(response);
    if (this.#isDraining) announceClose(response);
    response.once('close', () => {
      answers?.delete(response);
      if (this.#isDraining && answers?.size === 0) socket.destroySoon();
    });
  }

  /** Closes what waits for a request, now, and everything else after its answer. */
  drain(): void {
    this.#isDraining = true;
    for (const [socket, answers] of this.#open) {
      if (answers.size === 0) socket.destroy();
      else answers.forEach(announceClose);
    }
  }

  /** Closes everything, finished or not. */
  destroy(): void {
    for (const socket of this.#accepted) socket.destroy();
  }
}

/** Tells the client not to use the connection again, unless the headers are out already. */
function announceClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
