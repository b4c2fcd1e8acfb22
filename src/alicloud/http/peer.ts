/** The other end of a connection, and failures that name it. */

import { authorityOf } from '../../model/address.ts';
import { codeOf, textOf } from '../../model/values.ts';

/** One end of a connection. */
export interface Destination {
  readonly protocol: 'http:' | 'https:';
  /** A name or an address; IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
}

/** The host and port of an http or https URL, which leaves out the default port. */
export function destinationOf(url: URL): Destination {
  const protocol = url.protocol === 'http:' ? 'http:' : 'https:';
  return {
    protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (protocol === 'http:' ? 80 : 443),
  };
}

/** `host:port`, for messages and CONNECT. */
export function peerName({ hostname, port }: Destination): string {
  return authorityOf(hostname, port);
}

/** A proxy; its credentials are in no message. */
export interface Proxy extends Destination {
  /** The Proxy-Authorization header. */
  readonly authorization: string | undefined;
  /** `http://proxy:3128`, without user and password. */
  readonly shown: string;
}

/** Where a request goes, and through which proxy. */
export interface Route {
  readonly to: Destination;
  readonly proxy: Proxy | undefined;
}

/** Whom a request is sent to, for messages: `vpc.aliyuncs.com:443`, with the proxy in between. */
export function peerOf({ to, proxy }: Route): string {
  const authority = peerName(to);
  return proxy === undefined ? authority : `${authority} through proxy ${proxy.shown}`;
}

/** A failure of a socket, of TLS, of HTTP or of a proxy. Holds nothing of what was sent or received. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  /** The code that Node.js or undici gives, `PROXY_STATUS_<status>` where a proxy refused, or ''. */
  readonly code: string;
  /** The peer that it failed with: `vpc.eu-central-1.aliyuncs.com:443`, with the proxy in between. */
  readonly peer: string;

  constructor(code: string, peer: string) {
    super(`${peer}: ${code}`);
    this.code = code;
    this.peer = peer;
  }
}

/** The code of an error of Node.js or undici; some of undici's parser have a name only. */
export function exchangeCode(error: unknown): string {
  return codeOf(error, textOf(error, 'name') === 'HTTPParserError' ? 'HPE_INVALID' : '');
}

/** An error of an exchange, told as a failure of the peer. */
export function blamed(peer: string, error: unknown): ConnectionError {
  return error instanceof ConnectionError ? error : new ConnectionError(exchangeCode(error), peer);
}

/** The outcome of `work`; what it fails with is told as a failure of the peer, but for an abort. */
export async function blaming<Result>(
  peer: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    throw blamed(peer, error);
  }
}
