/** Hosts and ports: where to listen, what is this machine, how both are written. Pure. */

import { BlockList, isIP } from 'node:net';

/** Where to listen. */
export interface ListenAddress {
  /** A name or an IP address without brackets; undefined for every address of the machine. */
  readonly host: string | undefined;
  /** 0 to 65535; 0 lets the system choose. */
  readonly port: number;
}

/** `host:port`; an IPv6 address gets its brackets, as in URLs. */
export function authorityOf(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether a host is this machine's loopback, by name or by address; IPv6 with brackets or without. */
export function isLoopback(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  const family = isIP(address);
  if (family === 0) return host === 'localhost';
  return LOOPBACK.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
