/** A request as it arrived: method, path, parameters, headers, body. */

import type { IncomingMessage } from 'node:http';

/** Longest body that is read; the API's parameters are far shorter. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Parameters of a call by name. */
export type Params = ReadonlyMap<string, string>;

/** A request whose body has been read. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
  /** Values by lower-case name; a header that came twice is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

function headerValues(message: IncomingMessage): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(message.headersDistinct).map(([name, values]) => [
      name,
      (values ?? []).join(','),
    ]),
  );
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new Error('the request body is too long');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** Reads a request to its end; rejects when the client goes away or the body is too long. */
export async function readRequest(message: IncomingMessage): Promise<WireRequest> {
  const [path = '', query = ''] = (message.url ?? '').split(/\?(.*)/s);
  return {
    method: message.method ?? '',
    path,
    query: [...new URLSearchParams(query)],
    headers: headerValues(message),
    body: await readBody(message),
  };
}

/** The parameters of a call: those of the query, and those of a form body. */
export function paramsOf(request: WireRequest): Params {
  const isForm = (request.headers['content-type'] ?? '').startsWith(
    'application/x-www-form-urlencoded',
  );
  const form = isForm ? [...new URLSearchParams(request.body.toString('utf8'))] : [];
  return new Map([...request.query, ...form]);
}
