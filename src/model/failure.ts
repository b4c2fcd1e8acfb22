/** What a failed call or poll looks like to the rest of the exporter. */

/** Values of the `reason` label of alicloud_vpn_exporter_poll_failures_total. */
export const FAILURE_REASONS = [
  'throttled',
  'auth',
  'forbidden',
  'invalid_request',
  'timeout',
  'network',
  'server_error',
  'bad_response',
  'incomplete',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];

/** What is known of a failure; every field is safe to log and to show. */
export interface Failure {
  readonly reason: FailureReason;
  /** The API's error code, or a class of transport failure. */
  readonly code: string;
  /** One sentence for people: what happened and what helps. Never text of a response. */
  readonly hint: string;
  /** What is too long to be repeated for each target: for one line of the log. */
  readonly detail?: string;
  /** Whether a later attempt may succeed without anybody's help. */
  readonly transient: boolean;
  readonly statusCode?: number;
  readonly requestId?: string;
  /** How long the API asks to wait (x-acs-retry-after), in milliseconds. */
  readonly retryAfterMs?: number;
}

/** Codes that say that a region, an account or an endpoint does not have the call, whatever is asked about. */
const NO_SUCH_CALL =
  /^(InvalidApi|InvalidAction|InvalidProduct|NoSuchVersion)(\.|$)|ApiNotSupport|^RegionNotAvailable|^UnauthorizedRegion|NotSupportedEndpoint/i;

/** Codes that say that a region is not there for the account, or not for the endpoint that was asked. */
const REGION_CLOSED =
  /^RegionNotAvailable|^UnauthorizedRegion|NotSupportedEndpoint|^InvalidRegion(Id)?(\.|$)|^RegionId\./i;

/** Whether the region is not open to the account: nothing that changes by itself. */
export function isRegionClosed({ reason, code }: Failure): boolean {
  return (reason === 'invalid_request' || reason === 'forbidden') && REGION_CLOSED.test(code);
}

/** Codes that may also be about one of the things asked about, and those of a service that the account does not have. */
const NOT_SUPPORTED = /NotSupport|Unsupport|WhiteList|NotActivated|NotOpen|NotSubscribed/i;

/** Whether the call as such is not there for this region or account, so that nothing else needs to be asked. */
export function hasNoSuchCall({ reason, code }: Failure): boolean {
  return (reason === 'invalid_request' || reason === 'forbidden') && NO_SUCH_CALL.test(code);
}

/** Whether a call that was refused for everything asked about is not offered, rather than not allowed or wrong. */
export function isNotOffered(failure: Failure): boolean {
  return hasNoSuchCall(failure) || (!failure.transient && NOT_SUPPORTED.test(failure.code));
}

/** A failed API call. Its message is made of the failure's own fields only. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`${failure.reason}: ${failure.code}: ${failure.hint}`);
    this.failure = failure;
  }
}
