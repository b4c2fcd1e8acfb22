/** Puts answers onto the wire: whole, or late, slow, cut off or not at all. */

import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../model/clock.ts';
import type { Reply } from '../wire.ts';
import type { DeliveringEffect, Effect } from './effect.ts';

/** A reset overtakes what the peer has not read: it gets this long to read what was sent. */
const RESET_DELAY_MS = 50;

type Manner = Exclude<DeliveringEffect, { kind: 'delay' }>;

const MANNERS = new Set(['hang', 'stall', 'drip', 'reset', 'fin', 'truncate', 'garbage']);

function isManner(effect: Effect): effect is Manner {
  return MANNERS.has(effect.kind);
}

/** One answer on its way. */
class Delivery {
  readonly #reply: Reply;
  readonly #response: ServerResponse;
  readonly #socket: Socket;
  readonly #clock: Clock;
  #cancel = (): void => undefined;

  constructor(reply: Reply, response: ServerResponse, socket: Socket, clock: Clock) {
    this.#reply = reply;
    this.#response = response;
    this.#socket = socket;
    this.#clock = clock;
    response.once('close', () => {
      this.#cancel();
    });
  }

  /** Calls back after a while, unless the connection is gone by then. */
  after(ms: number, callback: () => void): void {
    if (!this.#response.destroyed) this.#cancel = this.#clock.after(ms, callback);
  }

  send(effect: Manner | undefined): void {
    switch (effect?.kind) {
      case undefined:
        this.#writeHead();
        this.#response.end(this.#reply.body);
        return;
      case 'hang':
        return;
      case 'stall':
        return this.#sendPart(effect.afterBytes, () => undefined);
      case 'drip':
        this.#writeHead();
        this.#response.flushHeaders();
        return this.#drip(0, effect.bytes, effect.everyMs);
      case 'reset':
        return this.#reset(effect.afterBytes);
      case 'fin':
        this.#socket.end();
        return;
      case 'truncate':
        return this.#truncate(effect.framing, effect.afterBytes);
      case 'garbage':
        this.#socket.end(effect.text);
    }
  }

  #part(afterBytes: number | undefined): Buffer {
    const { body } = this.#reply;
    return body.subarray(0, afterBytes ?? Math.floor(body.length / 2));
  }

  #writeHead(): void {
    const { status, headers, body } = this.#reply;
    const length = status === 204 || status === 304 ? {} : { 'content-length': body.length };
    this.#response.writeHead(status, { ...headers, ...length });
  }

  /** Sends the headers and a part of the body, then calls `next`. */
  #sendPart(afterBytes: number | undefined, next: () => void): void {
    this.#writeHead();
    this.#response.flushHeaders();
    this.#response.write(this.#part(afterBytes), () => {
      next();
    });
  }

  #drip(from: number, bytes: number, everyMs: number): void {
    const { body } = this.#reply;
    if (from >= body.length) {
      this.#response.end();
      return;
    }
    this.#response.write(body.subarray(from, from + bytes));
    this.after(everyMs, () => {
      this.#drip(from + bytes, bytes, everyMs);
    });
  }

  #reset(afterBytes: number | undefined): void {
    if (afterBytes === undefined) {
      this.#socket.resetAndDestroy();
      return;
    }
    this.#sendPart(afterBytes, () => {
      this.after(RESET_DELAY_MS, () => this.#socket.resetAndDestroy());
    });
  }

  #truncate(framing: 'content_length' | 'chunked' | 'close', afterBytes: number | undefined): void {
    const { status, headers } = this.#reply;
    switch (framing) {
      case 'content_length':
        return this.#sendPart(afterBytes, () => this.#socket.end());
      case 'chunked':
        this.#response.writeHead(status, { ...headers, 'transfer-encoding': 'chunked' });
        this.#response.write(this.#part(afterBytes), () => this.#socket.end());
        return;
      case 'close': {
        const lines = Object.entries({ ...headers, connection: 'close' }).map(
          ([name, value]) => `${name}: ${value}\r\n`,
        );
        this.#socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n`);
        this.#socket.write(`${lines.join('')}\r\n`);
        this.#socket.end(this.#part(afterBytes));
      }
    }
  }
}

/** Puts an answer onto the wire under these effects. Nothing is left running once the connection is gone. */
export function deliver(
  reply: Reply,
  response: ServerResponse,
  effects: readonly Effect[],
  clock: Clock,
): void {
  const { socket } = response;
  if (socket === null || response.destroyed) return;
  const delivery = new Delivery(reply, response, socket, clock);
  const manner = effects.find(isManner);
  const delay = effects.reduce((sum, effect) => sum + (effect.kind === 'delay' ? effect.ms : 0), 0);
  if (delay === 0) delivery.send(manner);
  else delivery.after(delay, () => delivery.send(manner));
}
