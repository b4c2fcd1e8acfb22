/** One connection: its requests are answered one after the other, however many of them arrive at once. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import { whenOver } from './slots.ts';

/** A request and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** What a connection asks of the others together. */
export interface ConnectionHooks {
  /** Starts to answer a request; called for one at a time. */
  answer(exchange: Exchange): void;
  /** An answer is out, or its connection closed in the middle of it. */
  ended(exchange: Exchange): void;
  /** Takes a slot for a request that waits for its turn; undefined when there is none. */
  wait(socket: Socket): (() => void) | undefined;
  /** Calls back when an answer that starts now has taken too long; the returned function cancels that. */
  expire(callback: () => void): () => void;
  /** Whether connections close after what they are answering. */
  isDraining(): boolean;
}

/** A request that waits for the answers before it. */
interface Waiting extends Exchange {
  release(): void;
}

/**
 * Node starts all pipelined requests at once and, up to version 22, never tells those behind the first that their
 * connection is gone. Here only the first is ever started, and the others are forgotten with the connection.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #hooks: ConnectionHooks;
  readonly #waiting: Waiting[] = [];
  #current: ServerResponse | undefined;

  constructor(socket: Socket, hooks: ConnectionHooks) {
    this.#socket = socket;
    this.#hooks = hooks;
    socket.once('close', () => {
      for (const waiting of this.#waiting.splice(0)) waiting.release();
    });
  }

  /** Whether a request is being answered or waits. */
  get isBusy(): boolean {
    return this.#current !== undefined || this.#waiting.length > 0;
  }

  /** Whether the client has received a part of an answer that is not out yet. */
  get isAnswering(): boolean {
    return this.#current?.headersSent === true;
  }

  /** Answers a request when those before it are answered; a client that sends too many ahead is cut off. */
  receive(exchange: Exchange): void {
    if (this.#socket.destroyed) return;
    if (!this.isBusy) {
      this.#start(exchange);
      return;
    }
    const release = this.#hooks.wait(this.#socket);
    if (release === undefined) this.#socket.destroy();
    else this.#waiting.push({ ...exchange, release });
  }

  /** Closes the connection, after the answer under way where there is one. */
  drain(): void {
    if (!this.isBusy) this.#socket.destroy();
    else if (this.#current !== undefined) announceClose(this.#current);
  }

  #start(exchange: Exchange): void {
    this.#current = exchange.response;
    if (this.#hooks.isDraining()) announceClose(exchange.response);
    const cancel = this.#hooks.expire(() => this.#socket.destroy());
    whenOver(exchange.response, () => {
      cancel();
      this.#current = undefined;
      this.#hooks.ended(exchange);
      this.#goOn();
    });
    this.#hooks.answer(exchange);
  }

  #goOn(): void {
    if (this.#waiting.length === 0) {
      if (this.#hooks.isDraining()) this.#socket.destroySoon();
      return;
    }
    // In a turn of its own, so that other connections have theirs in between.
    setImmediate(() => {
      const next = this.#waiting.shift();
      next?.release();
      if (next !== undefined && !this.#socket.destroyed) this.#start(next);
    });
  }
}

/** Tells the client not to use the connection again, unless the headers are out already. */
function announceClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
