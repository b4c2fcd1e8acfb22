/** All connections: how many there may be, and how they end together. */

import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { Clock } from '../model/clock.ts';
import { clientOf } from './client.ts';
import { Connection, type ConnectionHooks, type Exchange } from './connection.ts';
import type { Limits } from './limits.ts';
import type { Refusals } from './refusals.ts';
import { Slots } from './slots.ts';

/** What happens to exchanges and refused connections. */
export interface ConnectionsOptions extends Pick<ConnectionHooks, 'answer' | 'ended'> {
  /** A connection is closed because there are too many. */
  refused(): void;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly refusals: Refusals;
}

/** The connections of all servers. */
export class Connections {
  readonly #options: ConnectionsOptions;
  /** As accepted, so in the middle of a TLS handshake, too. */
  readonly #accepted = new Set<Socket>();
  /** As HTTP uses them; for HTTPS by another socket than the accepted one. */
  readonly #open = new Map<Duplex, Connection>();
  readonly #shares: Slots;
  readonly #waiting: Slots;
  #isDraining = false;

  constructor(options: ConnectionsOptions) {
    const { limits } = options;
    this.#options = options;
    this.#shares = new Slots(Infinity, limits.maxConnectionsPerClient);
    this.#waiting = new Slots(limits.maxWaitingRequests, limits.maxWaitingRequestsPerClient);
  }

  /** Takes note of an accepted connection until it closes, or closes it when its client has its share of them. */
  accept(socket: Socket): void {
    const client = clientOf(socket.remoteAddress);
    const release = this.#shares.take(client);
    if (release === undefined) {
      this.refuse(client);
      socket.destroy();
      return;
    }
    this.#accepted.add(socket);
    socket.once('close', () => {
      this.#accepted.delete(socket);
      release();
    });
  }

  /** Takes note of a connection that was refused. */
  refuse(client: string): void {
    this.#options.refused();
    this.#options.refusals.note('too many connections', client);
  }

  /** Takes note of a connection that is ready for requests until it closes. */
  open(socket: Socket): void {
    const { answer, ended, clock, limits } = this.#options;
    const connection = new Connection(socket, {
      answer,
      ended,
      wait: () => this.#wait(socket),
      expire: (callback) => clock.after(limits.answerTimeout, callback),
      isDraining: () => this.#isDraining,
    });
    this.#open.set(socket, connection);
    socket.once('close', () => this.#open.delete(socket));
  }

  /** Answers a request when it is its turn. */
  receive(exchange: Exchange): void {
    this.#open.get(exchange.request.socket)?.receive(exchange);
  }

  /** Whether the client has received a part of an answer: another one may not be written into it. */
  isAnswering(socket: Duplex): boolean {
    return this.#open.get(socket)?.isAnswering ?? false;
  }

  /** Closes what waits for a request, now, and everything else after its answer. */
  drain(): void {
    this.#isDraining = true;
    for (const connection of this.#open.values()) connection.drain();
  }

  /** Closes everything, finished or not. */
  destroy(): void {
    for (const socket of this.#accepted) socket.destroy();
  }

  #wait(socket: Socket): (() => void) | undefined {
    const client = clientOf(socket.remoteAddress);
    const release = this.#waiting.take(client);
    if (release === undefined) this.#options.refusals.note('too many pipelined requests', client);
    return release;
  }
}
