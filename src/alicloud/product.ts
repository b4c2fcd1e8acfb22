/** What tells the APIs of the cloud apart; how calls are signed, sent, retried and limited is the same for all. */

import type { AccountConfig } from '../model/account.ts';
import type { FailureReason } from '../model/failure.ts';

/** The call that was answered with an error. */
export interface FailedCall {
  readonly product: Product;
  /** `DescribeVpnConnections` */
  readonly action: string;
  /** host or host:port of the endpoint. */
  readonly host: string;
  readonly region: string;
  /** The answer's Date minus the exporter's clock, in milliseconds; undefined when the answer has none. */
  readonly clockOffsetMs: number | undefined;
  /** What the call was signed with: never taken from an answer, whatever sent it back. */
  readonly secrets?: readonly string[];
}

/** One code, or a status where there is no code. */
export interface Meaning {
  readonly reason: FailureReason;
  /** Whether a later attempt may succeed without anybody's help. */
  readonly transient: boolean;
  readonly hint: string | ((call: FailedCall) => string);
  /** A code for it, where the API has a status for a code. */
  readonly code?: string;
  /** The clock is to blame, not the credential. */
  readonly isClock?: true;
}

/** One API. */
export interface Product {
  /** As in RAM actions: the `vpc` of `vpc:DescribeVpnConnections`. */
  readonly name: 'vpc' | 'cms';
  /** Sent as x-acs-version. */
  readonly version: string;
  readonly hostOf: (region: string, network: AccountConfig['network']) => string;
  /** What the file says instead: a URL, or a host without a scheme. */
  readonly overrideOf: (
    account: Pick<AccountConfig, 'endpoint' | 'cloudmonitorEndpoint'>,
  ) => string | undefined;
  /** What a code means that only this API has; the message may tell, but is not shown. */
  readonly meaningOf: (code: string, message: string) => Meaning | undefined;
  /** Whether the body of an answer with status 200 is a refusal. */
  readonly isRefusal: (body: unknown) => boolean;
  /** Calls per second that the API allows an account in all regions together; undefined where it counts by region. */
  readonly accountCallsPerSecond?: number;
}
