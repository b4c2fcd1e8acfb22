/** Sends one HTTP request and reads the whole answer, until the signal says stop. */

import http from 'node:http';
import https from 'node:https';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import type { Endpoint } from './endpoint.ts';

/** A complete answer. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Sends requests; `close` ends idle connections. */
export interface Transport {
  /**
   * POSTs an empty body. Rejects with the error of Node.js, or with the signal's reason; the socket is destroyed
   * at once when the signal is aborted, whatever state the exchange is in.
   */
  post(
    endpoint: Endpoint,
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Answer>;
  close(): void;
}

/** A page of 50 rows is below 200 KB. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Compression is never asked for, but proxies do it all the same. */
const decoders: ReadonlyMap<string, (body: Buffer) => Promise<Buffer>> = new Map([
  ['gzip', (body) => promisify(gunzip)(body, { maxOutputLength: MAX_BODY_BYTES })],
  ['deflate', (body) => promisify(inflate)(body, { maxOutputLength: MAX_BODY_BYTES })],
]);

async function readBody(response: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    const bytes: Buffer = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) {
      // The same error as of a compressed body that grows too large.
      throw Object.assign(new RangeError('the answer is too large'), {
        code: 'ERR_BUFFER_TOO_LARGE',
      });
    }
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

async function readAnswer(response: http.IncomingMessage): Promise<Answer> {
  const raw = await readBody(response);
  const decode = decoders.get((response.headers['content-encoding'] ?? '').toLowerCase());
  const body = decode === undefined ? raw : await decode(raw);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: body.toString('utf8'),
  };
}

/** A transport with connections of its own, kept alive between requests. */
export function createTransport(): Transport {
  const agents = {
    'http:': new http.Agent({ keepAlive: true }),
    'https:': new https.Agent({ keepAlive: true }),
  };
  const modules = { 'http:': http, 'https:': https };
  return {
    post: ({ protocol, host }, path, headers, signal) =>
      new Promise((resolve, reject) => {
        const url = new URL(`${protocol}//${host}${path}`);
        const request = modules[protocol].request(url, {
          method: 'POST',
          agent: agents[protocol],
          headers: { ...headers, 'content-length': 0 },
          signal,
        });
        request.on('error', reject);
        request.on('response', (response) => {
          readAnswer(response).then(resolve, reject);
        });
        // Without a listener Node.js closes the connection and says nothing to anybody.
        request.on('upgrade', (_response, socket) => {
          socket.destroy();
          reject(new Error('the answer changes the protocol'));
        });
        request.end();
      }),
    close: () => {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}
