/** The validated web configuration: what the server is given. */

import type { TlsOptions } from 'node:tls';

import type { ClientCertificatePolicy } from '../client-certificate.ts';

/** How connections are encrypted. */
export interface TlsSettings {
  /** Certificate, key, client CA, versions, ciphers and curves. */
  readonly options: Readonly<TlsOptions>;
  readonly clientCertificate: ClientCertificatePolicy;
}

/** A token bucket. */
export interface RateLimit {
  /** Time in which one request is earned, in milliseconds; more than 0. */
  readonly intervalMs: number;
  /** Requests that may come at once; at least 1. */
  readonly burst: number;
}

/** One state of the web configuration file and the files it names. */
export interface WebConfig {
  /** Undefined: plain HTTP. */
  readonly tls: TlsSettings | undefined;
  /** Response headers by name; a blank value takes a default header away. */
  readonly headers: Readonly<Record<string, string>>;
  /** User names to bcrypt hashes; empty: no authentication. */
  readonly users: ReadonlyMap<string, string>;
  /** Undefined: no limit. */
  readonly rateLimit: RateLimit | undefined;
}

/** What runs without a web configuration file. */
export const NO_WEB_CONFIG: WebConfig = {
  tls: undefined,
  headers: {},
  users: new Map(),
  rateLimit: undefined,
};
