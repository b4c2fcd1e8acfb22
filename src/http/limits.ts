/** How much of the process one client, or all of them together, may occupy. */

/** Bounds of the HTTP side; times in milliseconds. */
export interface Limits {
  /** From the first byte of a request, or the opening of the connection, to the end of its headers. */
  readonly headersTimeout: number;
  /** The same to the end of the request. */
  readonly requestTimeout: number;
  /** How long a connection may wait for its next request. */
  readonly keepAliveTimeout: number;
  /** How long a connection may pass no bytes at all while a request is answered: a client that stops reading. */
  readonly idleTimeout: number;
  /** From the start of an answer to the end of its sending: a client that reads, but slowly. */
  readonly answerTimeout: number;
  /** From the opening of a connection to the end of its TLS handshake. */
  readonly handshakeTimeout: number;
  /** How often the first two are looked at. */
  readonly checkInterval: number;
  /** Bytes of request line and headers. */
  readonly maxHeaderSize: number;
  /** Bytes a request may announce as its body; no route reads one. */
  readonly maxBodySize: number;
  /** Open connections per listen address. */
  readonly maxConnections: number;
  /** Open connections of one client, over all listen addresses. */
  readonly maxConnectionsPerClient: number;
  /** Pipelined requests that wait for the answers before them. */
  readonly maxWaitingRequests: number;
  /** The same of one client. */
  readonly maxWaitingRequestsPerClient: number;
  /** Requests for metrics being rendered or sent. */
  readonly maxMetricsRequests: number;
  /** The same of one client. */
  readonly maxMetricsRequestsPerClient: number;
  /** Status pages being rendered. */
  readonly maxRenderings: number;
  /** Status pages being rendered or sent. */
  readonly maxStatusPages: number;
  /** The same of one client. */
  readonly maxStatusPagesPerClient: number;
  /** Logins of one client that wait for the comparison of their password. */
  readonly maxWaitingLoginsPerClient: number;
}

/** What the exporter runs with. */
export const LIMITS: Limits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  // Longer than the usual scrape interval of a minute, so that Prometheus finds its connection still open.
  keepAliveTimeout: 75_000,
  idleTimeout: 60_000,
  // As long as the longest scrape timeout in use.
  answerTimeout: 120_000,
  handshakeTimeout: 10_000,
  checkInterval: 2_000,
  maxHeaderSize: 16_384,
  maxBodySize: 4_096,
  maxConnections: 512,
  maxConnectionsPerClient: 384,
  // They take 5 KB each; Prometheus and browsers pipeline nothing.
  maxWaitingRequests: 4_096,
  maxWaitingRequestsPerClient: 1_024,
  maxMetricsRequests: 40,
  maxMetricsRequestsPerClient: 20,
  maxRenderings: 4,
  maxStatusPages: 32,
  maxStatusPagesPerClient: 16,
  // Some 4 s at the usual bcrypt cost of 10: within a scrape timeout.
  maxWaitingLoginsPerClient: 48,
};
