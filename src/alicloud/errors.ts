/** One table from what went wrong to what it means: reason, whether a retry helps, and what a person can do. */

import { ApiError, type FailureReason } from '../model/failure.ts';

interface Meaning {
  readonly reason: FailureReason;
  readonly transient: boolean;
  readonly hint: string;
}

const wait = 'the API is refusing calls for now; it is tried again';
const key = 'check the access key of this account';
const permission =
  'the RAM policy does not allow this call; see the RAM policy in the documentation';
const request = 'the request is not valid; check region and filters of this account';

const meaning = (reason: FailureReason, hint: string, transient = false): Meaning => ({
  reason,
  hint,
  transient,
});

/**
 * Error codes of the API: exact ones first, else the longest listed prefix before a dot. Sources: the documentation
 * page of DescribeVpnConnections, the public error codes of Alibaba Cloud's error centre.
 */
const CODES: Readonly<Record<string, Meaning>> = {
  Throttling: meaning('throttled', wait, true),
  'Rejected.Throttling': meaning('throttled', wait, true),
  ServiceUnavailable: meaning('server_error', wait, true),
  InternalError: meaning('server_error', wait, true),
  UnknownError: meaning('server_error', wait, true),
  SignatureNonceUsed: meaning('server_error', 'the request was taken for a repetition', true),

  InvalidAccessKeyId: meaning('auth', key),
  'InvalidAccessKeyId.NotFound': meaning('auth', 'the access key does not exist'),
  'InvalidAccessKeyId.Inactive': meaning('auth', 'the access key is disabled'),
  'Forbidden.AccessKeyDisabled': meaning('auth', 'the access key is disabled'),
  SignatureDoesNotMatch: meaning('auth', 'the access key secret is wrong'),
  IncompleteSignature: meaning('auth', key),
  MissingSecurityToken: meaning('auth', 'the temporary access key needs its security token'),
  InvalidSecurityToken: meaning('auth', 'the security token is not valid'),
  'InvalidSecurityToken.Expired': meaning('auth', 'the session has expired; it is renewed', true),
  'InvalidTimeStamp.Expired': meaning(
    'auth',
    'the clock of this machine is off by more than 15 minutes',
    true,
  ),

  Forbidden: meaning('forbidden', permission),
  'Forbbiden.SubUser': meaning('forbidden', permission),
  NoPermission: meaning('forbidden', permission),

  'Forbidden.TagKey.Duplicated': meaning('invalid_request', 'a tag filter is given twice'),
  Duplicated: meaning('invalid_request', 'a tag filter is given twice'),
  SizeLimitExceeded: meaning('invalid_request', 'too many tag filters'),
  InvalidParameter: meaning('invalid_request', request),
  Missing: meaning('invalid_request', request),
  InvalidRegionId: meaning('invalid_request', 'the region does not exist or is not open'),
  InvalidRegion: meaning('invalid_request', 'the region does not exist or is not open'),
  InvalidApi: meaning('invalid_request', 'this endpoint does not offer the call'),
  InvalidProduct: meaning('invalid_request', 'this endpoint does not offer the call'),
  NoSuchVersion: meaning('invalid_request', 'this endpoint does not offer the call'),
};

/** What the HTTP status alone says, for codes that are not listed and bodies that are not the API's. */
function byStatus(status: number): Meaning {
  if (status === 429) return meaning('throttled', wait, true);
  if (status >= 500 && status < 600) return meaning('server_error', wait, true);
  if (status === 401) return meaning('auth', key);
  if (status === 403) return meaning('forbidden', permission);
  if (status >= 400 && status < 500) return meaning('invalid_request', request);
  return meaning('bad_response', 'the answer is not the API’s; check endpoint and proxies', true);
}

function byCode(code: string, status: number): Meaning {
  if (code.includes('Throttling')) return CODES['Throttling'] ?? byStatus(429);
  for (let prefix = code; prefix !== ''; prefix = prefix.slice(0, prefix.lastIndexOf('.'))) {
    if (Object.hasOwn(CODES, prefix)) return CODES[prefix] ?? byStatus(status);
    if (!prefix.includes('.')) break;
  }
  return /^Missing[A-Z]/.test(code) ? (CODES['Missing'] ?? byStatus(status)) : byStatus(status);
}

/** What an error code of the API may look like; anything else never becomes a label or a log field. OK is a success. */
const CODE_PATTERN = /^(?!OK$)[A-Za-z][A-Za-z0-9._-]{0,63}$/;
const REQUEST_ID_PATTERN = /^[A-Za-z0-9-]{1,64}$/;

function pick(body: unknown, name: string, pattern: RegExp): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' && pattern.test(value) ? value : undefined;
}

/** What an error answer brings. */
export interface ErrorAnswer {
  readonly status: number;
  /** The parsed body; undefined when it is not JSON. */
  readonly body: unknown;
  /** x-acs-retry-after in milliseconds. */
  readonly retryAfterMs: number | undefined;
}

/** The failure behind an answer that is not a success. Only its code and request id are taken from the body. */
export function answerError(answer: ErrorAnswer): ApiError {
  const apiCode = pick(answer.body, 'Code', CODE_PATTERN);
  const requestId = pick(answer.body, 'RequestId', REQUEST_ID_PATTERN);
  const known = apiCode === undefined ? byStatus(answer.status) : byCode(apiCode, answer.status);
  return new ApiError({
    ...known,
    code: apiCode ?? `http_${answer.status}`,
    statusCode: answer.status,
    ...(requestId === undefined ? {} : { requestId }),
    ...(answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs }),
  });
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
