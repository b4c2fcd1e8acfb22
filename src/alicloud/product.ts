/** What tells the APIs of the cloud apart, and what the error codes mean that they share; how calls are signed, sent, retried and limited is the same for all. */

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
  readonly meaningOf?: (code: string, message: string) => Meaning | undefined;
  /** Whether the body of an answer with status 200 is a refusal, where such a thing is known. */
  readonly isRefusal?: (body: unknown) => boolean;
  /** Calls per second that the API allows an account in all regions together; undefined where it counts by region. */
  readonly accountCallsPerSecond?: number;
}

/** Below this the clock cannot be what a server objects to. */
const SMALL_MS = 60_000;

function span(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const parts = [
    hours > 0 ? `${hours}h` : '',
    minutes > 0 ? `${minutes}m` : '',
    hours > 0 ? '' : `${seconds % 60}s`,
  ];
  return parts.join('');
}

/** For a call that was refused because of its time. @param clockOffsetMs the server's clock minus this machine's */
export function clockHint({
  host,
  clockOffsetMs,
}: {
  readonly host: string;
  readonly clockOffsetMs: number | undefined;
}): string {
  if (clockOffsetMs === undefined) {
    return `the clock of this machine is off, ${host} says; synchronize it by NTP`;
  }
  if (Math.abs(clockOffsetMs) < SMALL_MS) {
    return `${host} does not accept the time of the call, although the clocks differ by less than a minute: something on the way delays or changes calls`;
  }
  const direction = clockOffsetMs < 0 ? 'ahead of' : 'behind';
  return `the clock of this machine is ${span(Math.abs(clockOffsetMs))} ${direction} that of ${host}; synchronize it by NTP`;
}

type Hint = Meaning['hint'];

/** One row of a table of codes. */
export const meaning = (reason: FailureReason, hint: Hint, transient = false): Meaning => ({
  reason,
  hint,
  transient,
});

const wait = 'the API is refusing calls for now; it is tried again';
const key = 'check the access key of this account';
const request = 'the request is not valid; check region and filters of this account';
const notOffered: Hint = ({ action, host }) => `${host} does not offer ${action}`;
const permission: Hint = ({ product, action }) =>
  `RAM does not allow ${product.name}:${action}; grant it as in docs/ram-policy.md`;
const debt = 'the account owes money, Alibaba Cloud says; pay it, whatever RAM allows';
const region: Hint = (call) =>
  `${call.host} does not serve the region ${call.region}, or the region is not open to this account; check regions, exclude_regions and endpoint`;

const THROTTLED = meaning('throttled', wait, true);
const INVALID = meaning('invalid_request', request);
export const NO_PERMISSION = meaning('forbidden', permission);
const NO_REGION = meaning('invalid_request', region);
const EXPIRED = meaning('auth', 'the session has expired; it is renewed', true);
const CLOCK: Meaning = { ...meaning('auth', clockHint, true), isClock: true };

/**
 * Sources: the documentation page of
 * DescribeVpnConnections, the public error codes of Alibaba Cloud's error centre, public reports.
 */
const CODES: Readonly<Record<string, Meaning>> = {
  Throttling: THROTTLED,
  'Rejected.Throttling': THROTTLED,
  ServiceUnavailable: meaning('server_error', wait, true),
  InternalError: meaning('server_error', wait, true),
  UnknownError: meaning('server_error', wait, true),
  SignatureNonceUsed: meaning('server_error', 'the request was taken for a repetition', true),

  InvalidAccessKeyId: meaning('auth', key),
  'InvalidAccessKeyId.NotFound': meaning('auth', 'the access key does not exist'),
  'InvalidAccessKeyId.Inactive': meaning('auth', 'the access key is disabled'),
  'Forbidden.AccessKeyDisabled': meaning('auth', 'the access key is disabled'),
  SignatureDoesNotMatch: meaning(
    'auth',
    ({ host }) => `the access key secret is wrong, or a proxy on the way to ${host} changes calls`,
  ),
  IncompleteSignature: meaning('auth', key),
  MissingSecurityToken: meaning('auth', 'the temporary access key needs its security token'),
  InvalidSecurityToken: meaning('auth', 'the security token is not valid'),
  'InvalidSecurityToken.Expired': EXPIRED,
  IllegalTimestamp: CLOCK,
  InvalidTimeStamp: CLOCK,
  InvalidTimestamp: CLOCK,

  Forbidden: NO_PERMISSION,
  'Forbbiden.SubUser': NO_PERMISSION,
  NoPermission: NO_PERMISSION,
  'Forbidden.RiskControl': meaning(
    'forbidden',
    "Alibaba Cloud's risk control blocks this account, whatever RAM allows; ask its support",
  ),

  'Forbidden.TagKey.Duplicated': meaning('invalid_request', 'a tag filter is given twice'),
  Duplicated: meaning('invalid_request', 'a tag filter is given twice'),
  SizeLimitExceeded: meaning('invalid_request', 'too many tag filters'),
  InvalidParameter: INVALID,
  Missing: INVALID,
  'InvalidOperation.NotSupportedEndpoint': NO_REGION,
  InvalidRegion: NO_REGION,
  InvalidRegionId: NO_REGION,
  RegionId: NO_REGION,
  RegionNotAvailable: NO_REGION,
  UnauthorizedRegion: NO_REGION,
  InvalidAction: meaning('invalid_request', notOffered),
  InvalidApi: meaning('invalid_request', notOffered),
  InvalidProduct: meaning('invalid_request', notOffered),
  InvalidVersion: meaning('invalid_request', notOffered),
  NoSuchVersion: meaning('invalid_request', notOffered),
};

/** Codes that only look like a listed one; consulted last. */
const PATTERNS: readonly (readonly [pattern: RegExp, meaning: Meaning])[] = [
  [/Throttling|FlowControl/i, THROTTLED],
  [/^(Illegal|Invalid|Expired)?Time-?Stamp|TimeTooSkewed/i, CLOCK],
  [/(Token|Session|Credentials?)\.?Expired/i, EXPIRED],
  [/^Invalid(AccessKey|Credential)|AccessKey\.?(Expired|Disabled|Inactive)/i, meaning('auth', key)],
  [/Arrear|NotEnoughBalance|Overdue|InDebt/i, meaning('forbidden', debt)],
  [/^Missing[A-Z]/, INVALID],
  [/NotSupportedEndpoint|EndpointNotSupport/i, NO_REGION],
  [/(^|\.|Unsupported|Unauthorized|NotSupported|Forbidden)Region(Id)?(\.|$|Not|Un)/, NO_REGION],
];

/** No listed code is longer. What a server sends may be. */
const MAX_CODE = 64;

/** The entry of a table for a code: for the code itself, else for its longest listed beginning before a dot. */
export function entryOf<Entry>(
  table: Readonly<Record<string, Entry>>,
  code: string,
): readonly [listed: string, entry: Entry] | undefined {
  const parts = code.slice(0, MAX_CODE).split('.');
  const beginnings = parts.map((_part, index) => parts.slice(0, parts.length - index).join('.'));
  const listed = beginnings.find((beginning) => Object.hasOwn(table, beginning));
  const entry = listed === undefined ? undefined : table[listed];
  return listed === undefined || entry === undefined ? undefined : [listed, entry];
}

/** What a code means; undefined when it is none of those known. Throttling is told by its name anywhere in the code. */
export function meaningOfCode(code: string): Meaning | undefined {
  if (code.includes('Throttling')) return THROTTLED;
  return entryOf(CODES, code)?.[1] ?? PATTERNS.find(([pattern]) => pattern.test(code))?.[1];
}

const notTheApis: Hint = ({ host }) =>
  `the answer is not the API’s; check endpoint and proxies on the way to ${host}`;

/** What the HTTP status of an answer with an unknown code means. */
export function meaningOfStatus(status: number): Meaning {
  if (status === 429) return THROTTLED;
  if (status >= 500 && status < 600) return meaning('server_error', wait, true);
  if (status === 401) return meaning('auth', key);
  if (status === 403) return NO_PERMISSION;
  if (status >= 400 && status < 500) return INVALID;
  return meaning('bad_response', notTheApis, true);
}

/** What the HTTP status of an answer without any code means: most likely it is none of the API's. */
export function meaningOfBareStatus(status: number): Meaning {
  const between: Hint = ({ host }) =>
    `status ${status} without an error of the API: a proxy, firewall or load balancer on the way to ${host}`;
  if (status === 407) {
    const hint: Hint = ({ host }) => `the proxy on the way to ${host} asks for a user and password`;
    return meaning('network', hint);
  }
  if (status === 408) return meaning('timeout', between, true);
  const { reason, transient } = meaningOfStatus(status);
  return reason === 'bad_response' ? meaningOfStatus(status) : meaning(reason, between, transient);
}
