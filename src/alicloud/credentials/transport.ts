/** Sends the requests that the credentials library makes: one connection each, ended with the signal. */

import { type HttpAnswer, HttpClient } from '../http/client.ts';
import { socketOpener } from '../http/socket.ts';

/** A request to an identity service. */
export interface IdentityRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Never through a proxy: what is on this machine or in its network. */
  readonly isDirect?: boolean;
}

/** A complete answer. */
interface IdentityAnswer extends Pick<HttpAnswer, 'status' | 'body'> {
  readonly headers: Readonly<Record<string, string>>;
}

/** Rejects with the error of Node.js, or as soon as the signal is aborted; the socket is destroyed then. */
export type IdentityTransport = (
  request: IdentityRequest,
  signal: AbortSignal,
) => Promise<IdentityAnswer>;

/** A session is below 10 KB. */
const MAX_BODY_BYTES = 1024 * 1024;

/** What of the headers is looked at. */
const HEADERS = ['content-type', 'date'] as const;

function known({ headers }: HttpAnswer): Record<string, string> {
  return Object.fromEntries(
    HEADERS.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/**
 * The transport of production.
 * @param sts reaches STS, as the account's `http_config` says
 * @param direct reaches the metadata service and the credentials URI
 */
export function identityTransport(
  sts?: HttpClient,
  direct = new HttpClient(socketOpener()),
): IdentityTransport {
  return async ({ url, isDirect = false, ...request }, signal) => {
    const client = isDirect ? direct : (sts ?? direct);
    const answer = await client.send(
      // Sessions last for an hour: a kept connection would only be found dead when it is needed.
      { ...request, url: new URL(url), limits: { maxBytes: MAX_BODY_BYTES }, isLast: true },
      signal,
    );
    return { status: answer.status, headers: known(answer), body: answer.body };
  };
}
