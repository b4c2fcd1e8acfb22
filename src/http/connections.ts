/** All connections: how many there may be, in which order requests are answered, and how they end together. */

import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { DropArgument, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { Clock } from '../model/clock.ts';
import { clientOf, Slots, whenOver } from './clients.ts';
import type { Limits } from './limits.ts';
import type { Refusals } from './reply.ts';

/** What happens to requests and refused connections. */
export interface ConnectionsOptions {
  /** Answers a request; called for one of a connection at a time. */
  readonly answer: RequestListener;
  /** An answer is out, or its connection closed in the middle of it. */
  readonly ended: RequestListener;
  /** A connection is closed because there are too many. */
  readonly refused: () => void;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly refusals: Refusals;
}

/** The connections of all servers. */
export class Connections {
  readonly options: ConnectionsOptions;
  isDraining = false;
  /** As accepted, so in the middle of a TLS handshake, too. */
  readonly #accepted = new Set<Socket>();
  /** As HTTP uses them; for HTTPS by another socket than the accepted one. */
  readonly #open = new Map<Duplex, Connection>();
  readonly #shares: Slots;
  readonly #waiting: Slots;

  constructor(options: ConnectionsOptions) {
    const { limits } = options;
    this.options = options;
    this.#shares = new Slots(Infinity, limits.maxConnectionsPerClient);
    this.#waiting = new Slots(limits.maxWaitingRequests, limits.maxWaitingRequestsPerClient);
  }

  /** Takes over what comes to a server: its connections, once they are ready for requests, and their requests. */
  serve(server: Server): void {
    server.on('drop', (dropped?: DropArgument) => {
      this.#refuse(clientOf(dropped?.remoteAddress));
    });
    server.on('connection', (socket) => {
      this.#open.set(socket, new Connection(socket, this));
      socket.once('close', () => this.#open.delete(socket));
    });
    for (const event of ['request', 'checkExpectation'] as const) {
      server.on(event, (request, response) => {
        this.#open.get(request.socket)?.receive(request, response);
      });
    }
  }

  /** Takes note of an accepted connection until it closes, or closes it when its client has its share of them. */
  accept(socket: Socket): void {
    const client = clientOf(socket.remoteAddress);
    const release = this.#shares.take(client);
    if (release === undefined) {
      this.#refuse(client);
      socket.destroy();
      return;
    }
    this.#accepted.add(socket);
    socket.once('close', () => {
      this.#accepted.delete(socket);
      release();
    });
  }

  #refuse(client: string): void {
    this.options.refused();
    this.options.refusals.note('too many connections', client);
  }

  /** Takes a slot for a request that waits for its turn; undefined when there is none. */
  wait(socket: Socket): (() => void) | undefined {
    const client = clientOf(socket.remoteAddress);
    const release = this.#waiting.take(client);
    if (release === undefined) this.options.refusals.note('too many pipelined requests', client);
    return release;
  }

  /** Whether the client has received a part of an answer: another one may not be written into it. */
  isAnswering(socket: Duplex): boolean {
    return this.#open.get(socket)?.isAnswering ?? false;
  }

  /** Closes what waits for a request, now, and everything else after its answer. */
  drain(): void {
    this.isDraining = true;
    for (const connection of this.#open.values()) connection.drain();
  }

  /** Closes everything, finished or not. */
  destroy(): void {
    for (const socket of this.#accepted) socket.destroy();
  }
}

/** A request that waits for the answers before it. */
interface Waiting {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Gives its slot back. */
  readonly release: () => void;
}

/**
 * One connection: its requests are answered one after the other, however many of them arrive at once. Node starts all
 * pipelined requests at once and, up to version 22, never tells those behind the first that their connection is gone.
 * Here only the first is ever started, and the others are forgotten with the connection.
 */
class Connection {
  readonly #socket: Socket;
  readonly #all: Connections;
  readonly #waiting: Waiting[] = [];
  #current: ServerResponse | undefined;

  constructor(socket: Socket, all: Connections) {
    this.#socket = socket;
    this.#all = all;
    socket.once('close', () => {
      for (const waiting of this.#waiting.splice(0)) waiting.release();
    });
  }

  /** Whether the client has received a part of an answer that is not out yet. */
  get isAnswering(): boolean {
    return this.#current?.headersSent === true;
  }

  /** Answers a request when those before it are answered; a client that sends too many ahead is cut off. */
  receive(request: IncomingMessage, response: ServerResponse): void {
    if (this.#socket.destroyed) return;
    if (!this.#isBusy) {
      this.#start(request, response);
      return;
    }
    const release = this.#all.wait(this.#socket);
    if (release === undefined) this.#socket.destroy();
    else this.#waiting.push({ request, response, release });
  }

  /** Closes the connection, after the answer under way where there is one. */
  drain(): void {
    if (!this.#isBusy) this.#socket.destroy();
    else if (this.#current !== undefined) announceClose(this.#current);
  }

  get #isBusy(): boolean {
    return this.#current !== undefined || this.#waiting.length > 0;
  }

  #start(request: IncomingMessage, response: ServerResponse): void {
    const { clock, limits, answer, ended } = this.#all.options;
    this.#current = response;
    if (this.#all.isDraining) announceClose(response);
    const cancel = clock.after(limits.answerTimeout, () => this.#socket.destroy());
    whenOver(response, () => {
      cancel();
      this.#current = undefined;
      ended(request, response);
      this.#goOn();
    });
    answer(request, response);
  }

  #goOn(): void {
    if (this.#waiting.length === 0) {
      if (this.#all.isDraining) this.#socket.destroySoon();
      return;
    }
    // In a turn of its own, so that other connections have theirs in between.
    setImmediate(() => {
      const next = this.#waiting.shift();
      next?.release();
      if (next !== undefined && !this.#socket.destroyed) this.#start(next.request, next.response);
    });
  }
}

/** Tells the client not to use the connection again, unless the headers are out already. */
function announceClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
