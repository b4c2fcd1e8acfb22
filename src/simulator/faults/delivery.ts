/** Puts answers onto the wire: whole, or late, slow, cut off or not at all. */

import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Alarms } from '../alarms.ts';
import type { Reply } from '../reply.ts';
import type { DeliveringEffect, Effect } from './effect.ts';

/** One answer on its way. */
interface Delivery {
  readonly reply: Reply;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly alarms: Alarms;
}

type Manner = Exclude<DeliveringEffect, { kind: 'delay' }>;

const MANNERS = new Set(['hang', 'stall', 'drip', 'reset', 'fin', 'truncate', 'garbage']);

function isManner(effect: Effect): effect is Manner {
  return MANNERS.has(effect.kind);
}

function part({ reply }: Delivery, afterBytes: number | undefined): Buffer {
  return reply.body.subarray(0, afterBytes ?? Math.floor(reply.body.length / 2));
}

function writeHead({ reply, response }: Delivery): void {
  const bodiless = reply.status === 204 || reply.status === 304;
  const length = bodiless ? {} : { 'content-length': reply.body.length };
  response.writeHead(reply.status, { ...reply.headers, ...length });
}

function sendWhole(delivery: Delivery): void {
  writeHead(delivery);
  delivery.response.end(delivery.reply.body);
}

/** Sends the headers and a part of the body, then calls `next`. */
function sendPart(delivery: Delivery, afterBytes: number | undefined, next: () => void): void {
  writeHead(delivery);
  delivery.response.flushHeaders();
  delivery.response.write(part(delivery, afterBytes), () => {
    next();
  });
}

function drip(delivery: Delivery, bytes: number, everyMs: number): void {
  writeHead(delivery);
  delivery.response.flushHeaders();
  const step = (from: number): void => {
    const { reply, response, alarms } = delivery;
    if (response.destroyed) return;
    if (from >= reply.body.length) {
      response.end();
      return;
    }
    response.write(reply.body.subarray(from, from + bytes));
    alarms.after(everyMs, () => {
      step(from + bytes);
    });
  };
  step(0);
}

/** A reset overtakes what the peer has not read: it gets this long to read what was sent. */
const RESET_DELAY_MS = 50;

function reset(delivery: Delivery, afterBytes: number | undefined): void {
  const { socket, alarms } = delivery;
  if (afterBytes === undefined) {
    socket.resetAndDestroy();
    return;
  }
  sendPart(delivery, afterBytes, () => {
    alarms.after(RESET_DELAY_MS, () => socket.resetAndDestroy());
  });
}

/** Head and part of a body whose end only the end of the connection marks. */
function sendUntilClose(delivery: Delivery, afterBytes: number | undefined): void {
  const { reply, socket } = delivery;
  const headers = { ...reply.headers, connection: 'close' };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ''}\r\n`);
  socket.write(`${lines.join('')}\r\n`);
  socket.end(part(delivery, afterBytes));
}

function sendChunkedPart(delivery: Delivery, afterBytes: number | undefined): void {
  const { reply, response, socket } = delivery;
  response.writeHead(reply.status, { ...reply.headers, 'transfer-encoding': 'chunked' });
  response.write(part(delivery, afterBytes), () => {
    socket.end();
  });
}

function truncate(delivery: Delivery, effect: Extract<Manner, { kind: 'truncate' }>): void {
  switch (effect.framing) {
    case 'content_length':
      sendPart(delivery, effect.afterBytes, () => delivery.socket.end());
      return;
    case 'chunked':
      sendChunkedPart(delivery, effect.afterBytes);
      return;
    case 'close':
      sendUntilClose(delivery, effect.afterBytes);
  }
}

function send(delivery: Delivery, effect: Manner | undefined): void {
  if (effect === undefined) {
    sendWhole(delivery);
    return;
  }
  switch (effect.kind) {
    case 'hang':
      return;
    case 'stall':
      sendPart(delivery, effect.afterBytes, () => undefined);
      return;
    case 'drip':
      drip(delivery, effect.bytes, effect.everyMs);
      return;
    case 'reset':
      reset(delivery, effect.afterBytes);
      return;
    case 'fin':
      delivery.socket.end();
      return;
    case 'truncate':
      truncate(delivery, effect);
      return;
    case 'garbage':
      delivery.socket.end(effect.text);
  }
}

/** Puts an answer onto the wire under these effects. Nothing is left running once the connection is gone. */
export function deliver(
  reply: Reply,
  response: ServerResponse,
  effects: readonly Effect[],
  alarms: Alarms,
): void {
  const { socket } = response;
  if (socket === null || response.destroyed) return;
  const delivery = { reply, response, socket, alarms };
  const manner = effects.find(isManner);
  const delay = effects.reduce((sum, effect) => sum + (effect.kind === 'delay' ? effect.ms : 0), 0);
  if (delay === 0) {
    send(delivery, manner);
    return;
  }
  alarms.after(delay, () => {
    if (!response.destroyed) send(delivery, manner);
  });
}
