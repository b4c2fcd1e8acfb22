/** The addresses the simulator may listen on: loopback, and nothing else. */

import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether a host is this machine's loopback, by name or by address. */
export function isLoopback(host: string): boolean {
  const family = isIP(host);
  if (family === 0) return host === 'localhost';
  return LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** The URL of a host and port; IPv6 addresses get their brackets. */
export function urlOf(host: string, port: number): string {
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** Where to listen. Port 0 picks a free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080` or `:8080` (which is 127.0.0.1).
 * @throws RangeError for anything else, and for hosts that are not loopback.
 */
export function parseListenAddress(text: string): ListenAddress {
  const found = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const host = found?.[1] ?? (found?.[2] || '127.0.0.1');
  const port = Number(found?.[3]);
  if (found === null || port > 65_535) {
    throw new RangeError(`listen address ${text}: expected host:port`);
  }
  if (!isLoopback(host)) {
    throw new RangeError(`listen address ${text}: the simulator listens on loopback only`);
  }
  return { host, port };
}
