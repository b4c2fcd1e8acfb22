/** The errors the API answers with: one table of codes, statuses and messages. */

import type { JsonObject } from './json.ts';

interface RefusalRow {
  readonly status: number;
  readonly message: string;
}

/** Code to status and message. Statuses are the documented ones; where the documentation is silent, 400. */
export const REFUSALS = {
  Throttling: { status: 400, message: 'Request was denied due to request throttling.' },
  'Throttling.User': { status: 400, message: 'Request was denied due to user flow control.' },
  'Throttling.Api': { status: 400, message: 'Request was denied due to api flow control.' },
  ServiceUnavailable: {
    status: 503,
    message: 'The request has failed due to a temporary failure of the server.',
  },
  InternalError: {
    status: 500,
    message: 'The request processing has failed due to some unknown error.',
  },
  Forbidden: {
    status: 403,
    message: 'User not authorized to operate on the specified resource.',
  },
  'Forbidden.RAM': {
    status: 403,
    message:
      "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
  },
  'Forbbiden.SubUser': {
    status: 403,
    message:
      'User not authorized to operate on the specified resource as your account is created by another user.',
  },
  'InvalidAccessKeyId.NotFound': { status: 404, message: 'Specified access key is not found.' },
  'InvalidAccessKeyId.Inactive': { status: 400, message: 'Specified access key is disabled.' },
  SignatureDoesNotMatch: {
    status: 400,
    message: 'Specified signature is not matched with our calculation.',
  },
  SignatureNonceUsed: { status: 400, message: 'Specified signature nonce was used already.' },
  IncompleteSignature: {
    status: 400,
    message: 'The request signature does not conform to Aliyun standards.',
  },
  MissingAction: { status: 400, message: 'Action is mandatory for this action.' },
  MissingVersion: { status: 400, message: 'Version is mandatory for this action.' },
  MissingTimestamp: { status: 400, message: 'x-acs-date is mandatory for this action.' },
  MissingSignatureNonce: {
    status: 400,
    message: 'x-acs-signature-nonce is mandatory for this action.',
  },
  MissingContentSha256: {
    status: 400,
    message: 'x-acs-content-sha256 is mandatory for this action.',
  },
  MissingSecurityToken: { status: 400, message: 'SecurityToken is mandatory for this action.' },
  'InvalidSecurityToken.Expired': { status: 400, message: 'Specified SecurityToken is expired.' },
  'InvalidSecurityToken.Malformed': {
    status: 400,
    message: 'Specified SecurityToken is malformed.',
  },
  'InvalidSecurityToken.MismatchWithAccessKey': {
    status: 400,
    message: 'Specified SecurityToken mismatch with the AccessKey.',
  },
  'InvalidTimeStamp.Format': {
    status: 400,
    message: 'Specified time stamp or date value is not well formatted.',
  },
  'InvalidTimeStamp.Expired': {
    status: 400,
    message: 'Specified time stamp or date value is expired.',
  },
  IllegalTimestamp: {
    status: 400,
    message:
      'The input parameter "Timestamp" that is mandatory for processing this request is not supplied.',
  },
  'InvalidOperation.NotSupportedEndpoint': {
    status: 403,
    message: "The specified endpoint can't operate this region.",
  },
  UnauthorizedRegion: {
    status: 403,
    message: 'The specified region is not authorized for this account.',
  },
  InvalidContentSha256: {
    status: 400,
    message: 'The x-acs-content-sha256 header is not the hash of the request body.',
  },
  'InvalidApi.NotFound': {
    status: 404,
    message: 'Specified api is not found, please check your url and method.',
  },
  UnsupportedHTTPMethod: {
    status: 405,
    message: 'The http method of the request is not supported.',
  },
  NoSuchVersion: { status: 400, message: 'Specified version does not exist.' },
  MissingRegionId: { status: 400, message: 'RegionId is mandatory for this action.' },
  'InvalidRegionId.NotFound': { status: 404, message: 'The specified RegionId does not exist.' },
  MissingParameter: { status: 400, message: 'A parameter that is mandatory is missing.' },
  InvalidParameter: { status: 400, message: 'The specified parameter is not valid.' },
  'InvalidParameter.TagKey': {
    status: 400,
    message: 'The specified parameter TagKey is invalid.',
  },
  'InvalidParameter.TagValue': {
    status: 400,
    message: 'The specified parameter TagValue is invalid.',
  },
  'Duplicated.TagKey': { status: 400, message: 'The specified parameter TagKey is duplicated.' },
  'SizeLimitExceeded.TagNum': {
    status: 400,
    message: 'The maximum number of tags is exceeded.',
  },
  'InvalidVpnGatewayInstanceId.NotFound': {
    status: 404,
    message: 'The specified VPN gateway is not found.',
  },
  'InvalidVpnConnectionInstanceId.NotFound': {
    status: 404,
    message: 'The specified vpn connection instance id does not exist.',
  },
} as const satisfies Record<string, RefusalRow>;

export type RefusalCode = keyof typeof REFUSALS;

/** What a refusal says beyond its row of the table. */
export interface RefusalDetails {
  readonly status?: number | undefined;
  readonly message?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** Further fields of the error body, such as AccessDeniedDetail. */
  readonly fields?: JsonObject | undefined;
}

/** A call that is answered with an error body. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: string;
  readonly status: number;
  readonly retryAfterMs: number | undefined;
  readonly fields: JsonObject;

  constructor(code: RefusalCode, details: RefusalDetails = {}) {
    super(details.message ?? REFUSALS[code].message);
    this.code = code;
    this.status = details.status ?? REFUSALS[code].status;
    this.retryAfterMs = details.retryAfterMs;
    this.fields = details.fields ?? {};
  }
}
