/** Sends one call of the API and reads the whole answer, until the signal says stop. */

import type { Endpoint } from './endpoint.ts';
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
   * @param maxBytes the longest answer that is read, also when decompressed
   */
  post(
    endpoint: Endpoint,
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
    maxBytes?: number,
  ): Promise<Answer>;
  close(): void;
}

/** A page of 50 rows is below 200 KB. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** A transport with connections of its own, kept alive between requests. */
export function createTransport(client = new HttpClient(socketOpener())): Transport {
  return {
    post: async ({ protocol, host }, path, headers, signal, maxBytes = MAX_BODY_BYTES) => {
      const url = new URL(`${protocol}//${host}${path}`);
      const answer = await client.send({ method: 'POST', url, headers, maxBytes }, signal);
      return { ...answer, body: answer.body.toString('utf8') };
    },
    close: () => {
      client.close();
    },
  };
}
