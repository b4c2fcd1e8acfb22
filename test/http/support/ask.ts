/** Asks an HTTP server one question, on a connection of its own. */

import http, { type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import https, { type RequestOptions } from 'node:https';

export interface Question extends Pick<
  RequestOptions,
  'ca' | 'cert' | 'key' | 'agent' | 'localAddress'
> {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
  readonly tls?: Pick<RequestOptions, 'minVersion' | 'maxVersion' | 'ciphers' | 'ecdhCurve'>;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export function ask(url: string, question: Question = {}): Promise<Reply> {
  const { method = 'GET', path = '/', headers = {}, body, tls, ...rest } = question;
  const { request } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const options = { method, path, headers, agent: false as const, ...rest, ...tls };
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
