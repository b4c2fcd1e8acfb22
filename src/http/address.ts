/** Listen addresses as people read them. */

import type { AddressInfo } from 'node:net';

import { authorityOf, type ListenAddress } from '../model/address.ts';
import { codeOf } from '../model/values.ts';

/** A socket that listens already, passed by whoever started the process. */
export interface PassedSocket {
  /** File descriptor. */
  readonly fd: number;
}

/** Why listening fails, by the code of the failure. */
const CAUSES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken by another process',
  EACCES: 'this user may not listen on the port',
  EADDRNOTAVAIL: 'this machine has no such address',
  EINVAL: 'it is no socket that listens',
  ENOTSOCK: 'it is no socket',
  EBADF: 'it is not open',
  EAFNOSUPPORT: 'this machine does not support the address family',
  ENOTFOUND: 'the host name cannot be resolved',
  EAI_AGAIN: 'the host name cannot be resolved at the moment',
  ERR_SOCKET_BAD_PORT: 'a port is a number from 0 to 65535',
};

/** The URL of a server that listens on `bound`, with the host it was asked to listen on, where it was. */
export function urlOf(
  scheme: 'http' | 'https',
  asked: ListenAddress | PassedSocket | undefined,
  bound: AddressInfo | string,
): string {
  // The path of a Unix socket; there is no other name for it.
  if (typeof bound === 'string') return `unix:${bound}`;
  const host = asked !== undefined && 'host' in asked ? asked.host : undefined;
  return `${scheme}://${authorityOf(host ?? bound.address, bound.port)}`;
}

/** One line on why `address` cannot be listened on. */
export function listenFailure(address: ListenAddress | PassedSocket, error: unknown): Error {
  const code = codeOf(error, 'unknown');
  const cause = CAUSES[code] ?? 'the system refuses it';
  const name =
    'fd' in address
      ? `file descriptor ${address.fd}`
      : authorityOf(address.host ?? '', address.port);
  return new Error(`cannot listen on ${name}: ${cause} (${code})`, { cause: error });
}
