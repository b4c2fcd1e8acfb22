/** Sends the requests that the credentials library makes: one connection each, ended with the signal. */

import http from 'node:http';
import https from 'node:https';

/** A request to an identity service. */
export interface IdentityRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A complete answer. */
interface IdentityAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Rejects with the error of Node.js, or as soon as the signal is aborted; the socket is destroyed then. */
export type IdentityTransport = (
  request: IdentityRequest,
  signal: AbortSignal,
) => Promise<IdentityAnswer>;

/** A session is below 10 KB. */
const MAX_BODY_BYTES = 1024 * 1024;

async function readBody(response: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes: Buffer = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new RangeError('the answer is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function contentType(response: http.IncomingMessage): Record<string, string> {
  const type = response.headers['content-type'];
  return type === undefined ? {} : { 'content-type': type };
}

/**
 * The transport of production: Node.js' trusted certificates, and those of NODE_EXTRA_CA_CERTS.
 * @param ca certificates in PEM that are trusted instead
 */
export function identityTransport(ca?: string): IdentityTransport {
  return ({ method, url, headers, body }, signal) =>
    new Promise((resolve, reject) => {
      // Sessions last for an hour: a kept connection would only be found dead when it is needed.
      const options = { method, headers, signal, agent: false as const };
      const request = url.startsWith('https:')
        ? https.request(url, ca === undefined ? options : { ...options, ca })
        : http.request(url, options);
      request.on('error', reject);
      request.on('response', (response) => {
        readBody(response).then((bytes) => {
          resolve({
            status: response.statusCode ?? 0,
            headers: contentType(response),
            body: bytes,
          });
        }, reject);
      });
      request.end(body);
    });
}
