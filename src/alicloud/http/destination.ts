/** The host and port that a connection is opened to. */

import { authorityOf } from '../../model/address.ts';

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
