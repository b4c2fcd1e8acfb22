/** Signed calls seen from below HTTP: which bytes arrive, and how the connection ends. */

import { connect } from 'node:net';
import { wireOf, type Wire } from '../../support/wire.ts';
import { signedHeaders, type RawCall } from './raw.ts';

function requestText(url: string, call: RawCall): string {
  const query = new URLSearchParams({ ...call.params }).toString();
  const headers = Object.entries(signedHeaders(url, call));
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${call.method ?? 'POST'} /?${query} HTTP/1.1\r\n${lines}content-length: 0\r\n\r\n`;
}

/** Opens a connection of its own and sends a signed call on it. */
export function callOnWire(url: string, call: RawCall): Wire {
  const { hostname, port } = new URL(url);
  const wire = wireOf(connect({ host: hostname, port: Number(port) }));
  wire.socket.write(requestText(url, call));
  return wire;
}

/** The body behind the headers of what arrived. */
export function bodyText(received: string): string {
  return received.split(/\r\n\r\n(.*)/s)[1] ?? '';
}
