/** Puts answers onto the wire: whole, or late, slow, cut off or not at all. */

import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../../model/clock.ts';
import type { Reply } from '../wire.ts';
import type { DeliveringEffect, Effect } from './effect.ts';

/** A reset overtakes what the peer has not read: it gets this long to read what was sent. */
const RESET_DELAY_MS = 50;

/** One answer on its way. */
interface Delivery {
  readonly reply: Reply;
  readonly response: ServerResponse;
  readonly socket: Socket;
  /** Calls back after a while, unless the connection is gone by then. */
  readonly after: (ms: number, callback: () => void) => void;
}

function part({ body }: Reply, afterBytes: number | undefined): Buffer {
  return body.subarray(0, afterBytes ?? Math.floor(body.length / 2));
}

function writeHead({ response, reply: { status, headers, body } }: Delivery): void {
  const length = status === 204 || status === 304 ? {} : { 'content-length': body.length };
  response.writeHead(status, { ...headers, ...length });
}

/** Sends the headers and a part of the body, then calls `next`. */
function sendPart(
  delivery: Delivery,
  afterBytes: number | undefined,
  next: () => void = () => undefined,
): void {
  writeHead(delivery);
  delivery.response.flushHeaders();
  delivery.response.write(part(delivery.reply, afterBytes), () => {
    next();
  });
}

function drip(delivery: Delivery, from: number, bytes: number, everyMs: number): void {
  const { reply, response, after } = delivery;
  if (from >= reply.body.length) {
    response.end();
    return;
  }
  response.write(reply.body.subarray(from, from + bytes));
  after(everyMs, () => {
    drip(delivery, from + bytes, bytes, everyMs);
  });
}

/** Without a length: chunked, or until the connection ends. */
function truncateUnframed(
  { reply, response, socket }: Delivery,
  isChunked: boolean,
  afterBytes: number | undefined,
): void {
  const { status, headers } = reply;
  if (isChunked) {
    response.writeHead(status, { ...headers, 'transfer-encoding': 'chunked' });
    response.write(part(reply, afterBytes), () => socket.end());
    return;
  }
  const lines = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`);
  socket.end(part(reply, afterBytes));
}

function send(delivery: Delivery, effect: DeliveringEffect | undefined): void {
  const { response, reply, socket, after } = delivery;
  switch (effect?.kind) {
    case 'hang':
      return;
    case 'stall':
      return sendPart(delivery, effect.afterBytes);
    case 'drip':
      writeHead(delivery);
      response.flushHeaders();
      return drip(delivery, 0, effect.bytes, effect.everyMs);
    case 'reset': {
      const reset = () => socket.resetAndDestroy();
      if (effect.afterBytes === undefined) reset();
      else sendPart(delivery, effect.afterBytes, () => after(RESET_DELAY_MS, reset));
      return;
    }
    case 'fin':
      socket.end();
      return;
    case 'truncate':
      if (effect.framing === 'content_length') {
        return sendPart(delivery, effect.afterBytes, () => socket.end());
      }
      return truncateUnframed(delivery, effect.framing === 'chunked', effect.afterBytes);
    case 'garbage':
      socket.end(effect.text);
      return;
    case 'delay':
    case undefined:
      writeHead(delivery);
      response.end(reply.body);
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
  let cancel = (): void => undefined;
  response.once('close', () => {
    cancel();
  });
  const after: Delivery['after'] = (ms, callback) => {
    if (!response.destroyed) cancel = clock.after(ms, callback);
  };
  const manner = effects.find(isManner);
  const delay = effects.reduce((sum, effect) => sum + (effect.kind === 'delay' ? effect.ms : 0), 0);
  const start = () => send({ reply, response, socket, after }, manner);
  if (delay === 0) start();
  else after(delay, start);
}

const MANNERS = new Set(['hang', 'stall', 'drip', 'reset', 'fin', 'truncate', 'garbage']);

function isManner(effect: Effect): effect is DeliveringEffect {
  return MANNERS.has(effect.kind);
}
