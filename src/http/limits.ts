/** How much of the process one client, or all of them together, may occupy. Times are in milliseconds. */

export const LIMITS = {
  /** From the first byte of a request, or the opening of the connection, to the end of its headers. */
  headersTimeout: 10_000,
  /** The same to the end of the request. */
  requestTimeout: 15_000,
  /** How often these two are looked at. */
  checkInterval: 2_000,
  /** Between requests: longer than the usual scrape interval of a minute, so that Prometheus finds its connection open. */
  keepAliveTimeout: 75_000,
  /** How long a connection may pass no bytes at all while a request is answered: a client that stops reading. */
  idleTimeout: 60_000,
  /** From the start of an answer to the end of its sending, for a client that reads slowly: the longest scrape timeout in use. */
  answerTimeout: 120_000,
  /** From the opening of a connection to the end of its TLS handshake. */
  handshakeTimeout: 10_000,
  /** Bytes of request line and headers. */
  maxHeaderSize: 16_384,
  /** Bytes a request may announce as its body; no route reads one. */
  maxBodySize: 4_096,
  /** Open connections per listen address. */
  maxConnections: 512,
  /** Open connections of one client, over all listen addresses. */
  maxConnectionsPerClient: 384,
  /** Pipelined requests that wait for the answers before them. They take 5 KB each; Prometheus and browsers pipeline nothing. */
  maxWaitingRequests: 4_096,
  maxWaitingRequestsPerClient: 1_024,
  /** Requests for metrics being rendered or sent. */
  maxMetricsRequests: 40,
  maxMetricsRequestsPerClient: 20,
  /** Status pages being rendered. */
  maxRenderings: 4,
  /** Status pages being rendered or sent. */
  maxStatusPages: 32,
  maxStatusPagesPerClient: 16,
  /** Logins that wait for the comparison of their password: some 4 s at the usual bcrypt cost of 10, within a scrape timeout. */
  maxWaitingLoginsPerClient: 48,
};

export type Limits = Readonly<typeof LIMITS>;
