/** Why a link is down, in plain readonly values. */

import type { Link } from '../connections/item.ts';
import type { OrUnknown } from '../../model/values.ts';

/** Documented values of `Severity` of DiagnoseVpnConnections. */
export const SEVERITIES = ['Critical', 'Warn', 'Normal'] as const;

/** What DiagnoseVpnConnections says of a link; never log text. Text that is missing or not allowed is ''. */
export interface FailedReason {
  /** `FailedReasonCode`, such as Phase1NegotiationTimeout. */
  readonly reason: string;
  readonly severity: OrUnknown<typeof SEVERITIES>;
  /** `MismatchLocalParam` and `MismatchRemoteParam`: what the two sides are configured with. */
  readonly mismatchLocal: string;
  readonly mismatchRemote: string;
  /** `FailedTime` in seconds since the epoch. */
  readonly failedSeconds: number | undefined;
}

/** A link that was diagnosed. */
export interface Diagnosis extends Link {
  /** `linkId` of the link. */
  readonly id: string;
  /** The reason named last; undefined as long as the API has named none. */
  readonly failedReason: FailedReason | undefined;
  /** When the API was asked last, on the monotonic clock in milliseconds. */
  readonly askedMs: number;
  /** When it was first asked since the link went down. */
  readonly firstAskedMs: number;
  /** Whether the call refused this id. */
  readonly isRefused: boolean;
}
