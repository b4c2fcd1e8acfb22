/** From the answer to a call to its decoded body, or to the failure it stands for, as the rest of the exporter sees it. */

import { DecodeError } from './decode/fields.ts';
import {
  type FailedCall,
  type Meaning,
  meaningOfBareStatus,
  meaningOfCode,
  meaningOfStatus,
} from './product.ts';
import type { Answer } from './transport.ts';
import { ApiError, type Failure } from '../model/failure.ts';
import { fieldOf, parseJson } from '../model/values.ts';

/** x-acs-retry-after: milliseconds, as the SDK reads it. */
function retryAfterMs(answer: Answer): number | undefined {
  const value = answer.headers['x-acs-retry-after'];
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** The `Date` of an answer minus this machine's clock, in milliseconds; undefined when the answer has none. */
export function clockOffset(
  { headers }: Pick<Answer, 'headers'>,
  nowMs: number,
): number | undefined {
  const dateMs = Date.parse(headers['date'] ?? '');
  return Number.isNaN(dateMs) ? undefined : dateMs - nowMs;
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
  if (answer.status !== 200 || call.product.isRefusal?.(body) === true) {
    const error = { status: answer.status, body, retryAfterMs: retryAfterMs(answer) };
    throw answerError(error, call);
  }
  try {
    return decode(body, Buffer.byteLength(answer.body));
  } catch (error) {
    throw error instanceof DecodeError ? badResponseError(error.field, error.problem) : error;
  }
}

/** What an error code of the API may look like; anything else never becomes a label or a log field. OK is a success. */
const CODE_PATTERN = /^(?!OK$)[A-Za-z][A-Za-z0-9._-]{0,63}$/;
/** Some APIs have HTTP statuses for codes. */
const STATUS_PATTERN = /^[45]\d\d$/;
/** Anything else never becomes a log field. */
const REQUEST_ID_PATTERN = /^[A-Za-z0-9-]{1,64}$/;
const MESSAGE_PATTERN = /^[^]{1,1024}$/;

function pick(body: unknown, name: string, pattern: RegExp): string | undefined {
  const value = fieldOf(body, name);
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}

/** What may be shown of an answer: not what holds a secret of the call. */
function shown(value: string | undefined, { secrets = [] }: FailedCall): string | undefined {
  return secrets.some((secret) => value?.includes(secret)) ? undefined : value;
}

/** The request id in a body or in headers, as far as it may be shown. */
export function requestIdIn(fields: unknown, name: string, call: FailedCall): string | undefined {
  return shown(pick(fields, name, REQUEST_ID_PATTERN), call);
}

/** What an error answer brings. */
export interface ErrorAnswer {
  readonly status: number;
  /** The parsed body; undefined when it is not JSON. */
  readonly body: unknown;
  /** x-acs-retry-after in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** What a body says; a code that is an HTTP status stands for that status. */
function codeOf(
  body: unknown,
  call: FailedCall,
): { readonly code?: string; readonly status?: number } {
  const code = shown(pick(body, 'Code', CODE_PATTERN), call);
  if (code !== undefined) return { code };
  const status = pick(body, 'Code', STATUS_PATTERN);
  return status === undefined ? {} : { code: status, status: Number(status) };
}

function meaningOf(code: string, status: number, body: unknown, { product }: FailedCall): Meaning {
  const message = pick(body, 'Message', MESSAGE_PATTERN) ?? '';
  return product.meaningOf?.(code, message) ?? meaningOfCode(code) ?? meaningOfStatus(status);
}

/** The failure behind an answer that is not a success. Only its code and request id are taken from the body. */
export function answerError(answer: ErrorAnswer, call: FailedCall): ApiError {
  const { code, status = answer.status } = codeOf(answer.body, call);
  const requestId = requestIdIn(answer.body, 'RequestId', call);
  const meaning =
    code === undefined
      ? meaningOfBareStatus(answer.status)
      : meaningOf(code, status, answer.body, call);
  const { reason, transient, hint, code: ownCode } = meaning;
  return new ApiError({
    reason,
    transient,
    hint: typeof hint === 'string' ? hint : hint(call),
    code: code === undefined || code === String(status) ? (ownCode ?? `http_${status}`) : code,
    statusCode: answer.status,
    ...(requestId === undefined ? {} : { requestId }),
    ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
  });
}

/** Whether the API did not accept the credential, rather than the time or anything else of the call. */
export function blamesCredential({ reason, code }: Failure): boolean {
  return reason === 'auth' && meaningOfCode(code)?.isClock !== true;
}

/** No answer in time. */
export function timeoutError(hint: string): ApiError {
  return new ApiError({ reason: 'timeout', code: 'timeout', transient: true, hint });
}

/** An answer with status 200 that is not what the documentation says. */
export function badResponseError(field: string, problem = 'is not as documented'): ApiError {
  return new ApiError({
    reason: 'bad_response',
    code: 'bad_response',
    transient: true,
    hint: `${field} ${problem}`,
  });
}

/** A page walk that does not add up. */
export function incompleteError(): ApiError {
  return new ApiError({
    reason: 'incomplete',
    code: 'incomplete',
    transient: true,
    hint: 'the pages changed while they were read; the last complete state is kept',
  });
}
