/** Sends one call of the API and reads the whole answer, until the signal says stop. */

import type { Endpoint } from './endpoint.ts';
import { HttpClients } from './http/client.ts';
import type { BodyLimits, HttpAnswer } from './http/connection.ts';
import { yieldToEventLoop } from '../model/event-loop.ts';

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

/** In characters; to decode more takes long enough to be noticed, a full page of connections about two milliseconds. */
const LARGE = 32_000;

/**
 * A transport whose large answers arrive in different turns of the event loop. Pages of a large account are asked for
 * together and come together: if all of them were decoded at once, nobody else would be answered meanwhile.
 */
export function spreadAnswers(transport: Transport): Transport {
  let last = Promise.resolve();
  return {
    ...transport,
    post: async (...args) => {
      const answer = await transport.post(...args);
      if (answer.body.length > LARGE) await (last = last.then(yieldToEventLoop));
      return answer;
    },
  };
}
