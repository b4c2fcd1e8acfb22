/** What goes over the wire, as values: requests whose body has been read, refusals by code, and answers before they are sent. */

import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Json, JsonObject } from './json.ts';

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

/** Code to status and message. Statuses are the documented ones; where the documentation is silent, 400. */
export const REFUSALS = {
  Throttling: [400, 'Request was denied due to request throttling.'],
  'Throttling.User': [400, 'Request was denied due to user flow control.'],
  'Throttling.Api': [400, 'Request was denied due to api flow control.'],
  ServiceUnavailable: [503, 'The request has failed due to a temporary failure of the server.'],
  InternalError: [500, 'The request processing has failed due to some unknown error.'],
  Forbidden: [403, 'User not authorized to operate on the specified resource.'],
  'Forbidden.RAM': [
    403,
    "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
  ],
  'Forbbiden.SubUser': [
    403,
    'User not authorized to operate on the specified resource as your account is created by another user.',
  ],
  'InvalidAccessKeyId.NotFound': [404, 'Specified access key is not found.'],
  'InvalidAccessKeyId.Inactive': [400, 'Specified access key is disabled.'],
  SignatureDoesNotMatch: [400, 'Specified signature is not matched with our calculation.'],
  SignatureNonceUsed: [400, 'Specified signature nonce was used already.'],
  IncompleteSignature: [400, 'The request signature does not conform to Aliyun standards.'],
  MissingAction: [400, 'Action is mandatory for this action.'],
  MissingVersion: [400, 'Version is mandatory for this action.'],
  MissingTimestamp: [400, 'x-acs-date is mandatory for this action.'],
  MissingSignatureNonce: [400, 'x-acs-signature-nonce is mandatory for this action.'],
  MissingContentSha256: [400, 'x-acs-content-sha256 is mandatory for this action.'],
  MissingSecurityToken: [400, 'SecurityToken is mandatory for this action.'],
  'InvalidSecurityToken.Expired': [400, 'Specified SecurityToken is expired.'],
  'InvalidSecurityToken.Malformed': [400, 'Specified SecurityToken is malformed.'],
  'InvalidSecurityToken.MismatchWithAccessKey': [
    400,
    'Specified SecurityToken mismatch with the AccessKey.',
  ],
  'InvalidTimeStamp.Format': [400, 'Specified time stamp or date value is not well formatted.'],
  'InvalidTimeStamp.Expired': [400, 'Specified time stamp or date value is expired.'],
  IllegalTimestamp: [
    400,
    'The input parameter "Timestamp" that is mandatory for processing this request is not supplied.',
  ],
  'InvalidOperation.NotSupportedEndpoint': [
    403,
    "The specified endpoint can't operate this region.",
  ],
  UnauthorizedRegion: [403, 'The specified region is not authorized for this account.'],
  InvalidContentSha256: [
    400,
    'The x-acs-content-sha256 header is not the hash of the request body.',
  ],
  'InvalidApi.NotFound': [404, 'Specified api is not found, please check your url and method.'],
  UnsupportedHTTPMethod: [405, 'The http method of the request is not supported.'],
  NoSuchVersion: [400, 'Specified version does not exist.'],
  MissingRegionId: [400, 'RegionId is mandatory for this action.'],
  'InvalidRegionId.NotFound': [404, 'The specified RegionId does not exist.'],
  MissingParameter: [400, 'A parameter that is mandatory is missing.'],
  InvalidParameter: [400, 'The specified parameter is not valid.'],
  'InvalidParameter.TagKey': [400, 'The specified parameter TagKey is invalid.'],
  'InvalidParameter.TagValue': [400, 'The specified parameter TagValue is invalid.'],
  'Duplicated.TagKey': [400, 'The specified parameter TagKey is duplicated.'],
  'SizeLimitExceeded.TagNum': [400, 'The maximum number of tags is exceeded.'],
  'InvalidVpnGatewayInstanceId.NotFound': [404, 'The specified VPN gateway is not found.'],
  'InvalidVpnConnectionInstanceId.NotFound': [
    404,
    'The specified vpn connection instance id does not exist.',
  ],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type RefusalCode = keyof typeof REFUSALS;

const ROWS: ReadonlyMap<string, readonly [number, string]> = new Map(Object.entries(REFUSALS));

/** What a refusal says beyond its row of the table. */
export interface RefusalDetails {
  readonly status?: number | undefined;
  readonly message?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Further fields of the error body, such as AccessDeniedDetail. */
  readonly fields?: JsonObject | undefined;
}

/** A call that is answered with an error body; the details of a code that is not in the table say all. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly fields: JsonObject;

  constructor(code: RefusalCode, details?: RefusalDetails);
  constructor(code: string, details: RefusalDetails & { readonly status: number });
  constructor(code: string, details: RefusalDetails = {}) {
    const [status, message] = ROWS.get(code) ?? [400, ''];
    super(details.message ?? message);
    this.code = code;
    this.status = details.status ?? status;
    this.retryAfterMs = details.retryAfterMs;
    this.fields = details.fields ?? {};
  }
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
