/** Answers as values: status, headers and bytes, before they are put on the wire. */

import { randomBytes, randomUUID } from 'node:crypto';
import type { Refusal } from './refusals.ts';

/** One answer. Framing headers (content-length, connection) are the delivery's business. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** `OK`, or the error code of the body, or how a fault calls it. */
  readonly code: string;
}

/** A RequestId in the API's form: an upper-case UUID. */
export function newRequestId(): string {
  return randomUUID().toUpperCase();
}

function headersOf(requestId: string): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/json;charset=utf-8',
    'access-control-allow-origin': '*',
    'access-control-expose-headers': '*',
    'x-acs-request-id': requestId,
    'x-acs-trace-id': randomBytes(16).toString('hex'),
    etag: `"${requestId.replaceAll('-', '').slice(0, 22)}1"`,
  };
}

/** An answer with the text of a JSON body; RequestId is the body's to carry. */
export function jsonReply(status: number, code: string, text: string, requestId: string): Reply {
  return { status, code, headers: headersOf(requestId), body: Buffer.from(text) };
}

/** An error answer: {RequestId, HostId, Code, Message, Recommend}, and x-acs-retry-after where the refusal says so. */
export function refusalReply(refusal: Refusal, host: string, requestId: string): Reply {
  const reply = jsonReply(
    refusal.status,
    refusal.code,
    JSON.stringify({
      RequestId: requestId,
      HostId: host,
      Code: refusal.code,
      Message: refusal.message,
      Recommend: `https://api.aliyun.com/troubleshoot?q=${refusal.code}&product=Vpc&requestId=${requestId}`,
      ...refusal.fields,
    }),
    requestId,
  );
  return refusal.retryAfterMs === undefined
    ? reply
    : withHeaders(reply, { 'x-acs-retry-after': String(refusal.retryAfterMs) });
}

/** The answer with further headers. */
export function withHeaders(reply: Reply, headers: Readonly<Record<string, string>>): Reply {
  return { ...reply, headers: { ...reply.headers, ...headers } };
}
