/** A connection seen from below HTTP: which bytes arrive, and how it ends. */

import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { signedHeaders, type RawCall } from './raw.ts';

/** How a connection ended: orderly, by reset, or not yet. */
type WireEnd = 'fin' | 'reset' | 'open';

/** One connection with one call on it. */
export interface Wire {
  /** What has arrived so far. */
  received(): string;
  ended(): WireEnd;
  /** Resolves when the connection has ended. */
  readonly closed: Promise<void>;
  destroy(): void;
}

function requestText(url: string, call: RawCall): string {
  const query = new URLSearchParams({ ...call.params }).toString();
  const headers = Object.entries(signedHeaders(url, call));
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${call.method ?? 'POST'} /?${query} HTTP/1.1\r\n${lines}content-length: 0\r\n\r\n`;
}

/** Opens a connection of its own and sends a signed call on it. */
export function openWire(url: string, call: RawCall): Wire {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  const state: { bytes: Buffer; end: WireEnd } = { bytes: Buffer.alloc(0), end: 'open' };
  socket.on('data', (chunk: Buffer) => {
    state.bytes = Buffer.concat([state.bytes, chunk]);
  });
  socket.on('end', () => {
    state.end = 'fin';
  });
  socket.on('error', () => {
    state.end = 'reset';
  });
  socket.write(requestText(url, call));
  return {
    received: () => state.bytes.toString('latin1'),
    ended: () => state.end,
    closed: new Promise((resolve) => {
      socket.once('close', () => {
        resolve();
      });
    }),
    destroy: () => socket.destroy(),
  };
}

/** Lets the event loop turn until a condition holds; the test's own time limit ends it otherwise. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setImmediate();
}

/** The body behind the headers of what arrived. */
export function bodyText(received: string): string {
  return received.split(/\r\n\r\n(.*)/s)[1] ?? '';
}
