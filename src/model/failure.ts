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
  /** Whether a later attempt may succeed without anybody's help. */
  readonly transient: boolean;
  readonly statusCode?: number;
  readonly requestId?: string;
  /** How long the API asks to wait (x-acs-retry-after), in milliseconds. */
  readonly retryAfterMs?: number;
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
