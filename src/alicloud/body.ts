/** From an HTTP answer to a decoded body, or to the failure it stands for. */

import { DecodeError } from './decode/fields.ts';
import { answerError, badResponseError } from './errors.ts';
import type { FailedCall } from './product.ts';
import type { Answer } from './transport.ts';

/** Proxies and editors put it in front of JSON. */
const BYTE_ORDER_MARK = '\uFEFF';

/** The JSON of an answer; undefined when it is none. The parser's message is dropped: it quotes the body. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

/** x-acs-retry-after: milliseconds, as the SDK reads it. */
function retryAfterMs(answer: Answer): number | undefined {
  const value = answer.headers['x-acs-retry-after'];
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** Makes what it stands for of the JSON of a body, which had so many bytes. */
export type Decode<Result> = (body: unknown, bytes: number) => Result;

/**
 * Decodes the body of a success.
 * @throws ApiError for any other status, for a refusal, and for a body that is not as documented.
 */
export function parseBody<Result>(
  answer: Answer,
  decode: Decode<Result>,
  call: FailedCall,
): Result {
  const body = parseJson(answer.body);
  if (answer.status !== 200 || call.product.isRefusal(body)) {
    const error = { status: answer.status, body, retryAfterMs: retryAfterMs(answer) };
    throw answerError(error, call);
  }
  try {
    return decode(body, Buffer.byteLength(answer.body));
  } catch (error) {
    throw error instanceof DecodeError ? badResponseError(error.field, error.problem) : error;
  }
}
