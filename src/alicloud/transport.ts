/** Sends one call of the API and reads the whole answer, until the signal says stop. */

import type { Endpoint } from './endpoint.ts';
import type { BodyLimits } from './http/body.ts';
import { HttpClient, type HttpAnswer } from './http/client.ts';
import { socketOpener } from './http/socket.ts';

/** A complete answer. */
export interface Answer extends Pick<HttpAnswer, 'status' | 'headers'> {
  readonly body: string;
}

/** Sends requests; `close` ends idle connections. */
export interface Transport {
  /**
   * POSTs an empty body. Rejects with the error of Node.js, or with the signal's reason; the socket is destroyed
   * at once when the signal is aborted, whatever state the exchange is in.
   * @param limits how much of an answer is read
   */
  post(
    endpoint: Endpoint,
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    limits: BodyLimits,
  ): Promise<Answer>;
  close(): void;
}

/** A transport with connections of its own, kept alive between requests. */
export function createTransport(client = new HttpClient(socketOpener())): Transport {
  return {
    post: async ({ protocol, host }, path, headers, signal, limits) => {
      const url = new URL(`${protocol}//${host}${path}`);
      const answer = await client.send({ method: 'POST', url, headers, limits }, signal);
      return { ...answer, body: answer.body.toString('utf8') };
    },
    close: () => {
      client.close();
    },
  };
}
