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

/** The port of an http or https URL, which leaves out the default one. */
export function portOf({ protocol, port }: URL): number {
  return Number(port) || (protocol === 'http:' ? 80 : 443);
}

/** The host and port of a URL. */
export function destinationOf(url: URL): Destination {
  return {
    protocol: url.protocol === 'http:' ? 'http:' : 'https:',
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: portOf(url),
  };
}

/** `host:port`, for messages and CONNECT. */
export function peerName({ hostname, port }: Destination): string {
  return authorityOf(hostname, port);
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
    throw error instanceof ConnectionError ? error : new ConnectionError(exchangeCode(error), peer);
  }
}
