/** Sends one call of the API and reads the whole answer, until the signal says stop. */

import type { Endpoint } from './endpoint.ts';
import type { BodyLimits } from './http/body.ts';
import { HttpClients } from './http/clients.ts';
import type { HttpAnswer } from './http/connection.ts';

/** A complete answer. */
export interface Answer extends Pick<HttpAnswer, 'status' | 'headers'> {
  readonly body: string;
}

/** Sends requests; `close` ends idle connections. */
export interface Transport {
  /**
   * POSTs an empty body. Rejects with a ConnectionError, or with the signal's reason; the socket is destroyed at once
   * when the signal is aborted, whatever state the exchange is in.
   * @param limits how much of an answer is read
   */
  post(
    endpoint: Endpoint,
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    limits: BodyLimits,
  ): Promise<Answer>;
  /** Whom an endpoint's calls are sent to, for messages: `vpc.aliyuncs.com:443`, with the proxy in between. */
  peerOf?(endpoint: Endpoint): string;
  close(): void;
}

/** A transport with connections of its own, kept alive between requests. */
export function createTransport(clients = new HttpClients({})): Transport {
  const clientOf = ({ http }: Endpoint) => (http === undefined ? clients.direct : clients.of(http));
  const urlOf = ({ protocol, host }: Endpoint, path: string) =>
    new URL(`${protocol}//${host}${path}`);
  return {
    post: async (endpoint, path, headers, signal, limits) => {
      const request = { method: 'POST', url: urlOf(endpoint, path), headers, limits };
      const answer = await clientOf(endpoint).send(request, signal);
      return { ...answer, body: answer.body.toString('utf8') };
    },
    peerOf: (endpoint) => clientOf(endpoint).peerOf(urlOf(endpoint, '/')),
    close: () => {
      clients.close();
    },
  };
}
