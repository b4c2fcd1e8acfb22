/** What goes over the wire, as values: requests whose body has been read, and answers before they are sent. */

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Json } from './json.ts';
import type { Refusal } from './refusals.ts';

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
  const headers = Object.entries(message.headersDistinct);
  const [path = '', query = ''] = (message.url ?? '').split(/\?(.*)/s);
  return {
    method: message.method ?? '',
    path,
    query: [...new URLSearchParams(query)],
    headers: Object.fromEntries(headers.map(([name, values]) => [name, values?.join(',') ?? ''])),
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

/** One answer. Framing headers (content-length, connection) are the delivery's business. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** `OK`, or the error code of the body, or how a fault calls it. */
  readonly code: string;
}

/** An answer with a JSON body; RequestId is the body's to carry. */
export function jsonReply(status: number, code: string, body: Json, requestId: string): Reply {
  const headers = {
    'content-type': 'application/json;charset=utf-8',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': '*',
    'x-acs-request-id': requestId,
    'x-acs-trace-id': randomBytes(16).toString('hex'),
    etag: `"${requestId.replaceAll('-', '').slice(0, 22)}1"`,
  };
  return { status, code, headers, body: Buffer.from(JSON.stringify(body)) };
}

/** An error answer: {RequestId, HostId, Code, Message, Recommend}, and x-acs-retry-after where the refusal says so. */
export function refusalReply(refusal: Refusal, host: string, requestId: string): Reply {
  const { status, code, message, retryAfterMs, fields } = refusal;
  const body = {
    RequestId: requestId,
    HostId: host,
    Code: code,
    Message: message,
    Recommend: `https://api.aliyun.com/troubleshoot?q=${code}&product=Vpc&requestId=${requestId}`,
    ...fields,
  };
  const reply = jsonReply(status, code, body, requestId);
  if (retryAfterMs === undefined) return reply;
  return withHeaders(reply, { 'x-acs-retry-after': String(retryAfterMs) });
}

/** The answer with further headers. */
export function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
