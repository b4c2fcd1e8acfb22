/** What each fault looks like on /metrics, as data: tests prove it, docs/faults.md tells it. */

import type { FailureReason } from '../../src/model/failure.ts';
import { PRESETS, type PresetName } from '../../src/simulator/faults/faults.ts';
import type { FaultInput } from '../../src/simulator/faults/faults.ts';
import type { Behaviour } from '../support/identity/server.ts';
import { HIT, HIT_ACTION, type SignedBy, type FaultRoom } from './support/fault-room.ts';

/** The poll fails: the last good state stays until it is stale. */
export interface Fails {
  readonly kind: 'fails';
  readonly reason: FailureReason;
  /** Attempts of one poll, by `code`; none where no call gets as far as that. */
  readonly codes: Readonly<Record<string, number>>;
  /** Whether a fault that strikes once is healed by a retry within the poll. */
  readonly isHealed: boolean;
}

/** The poll succeeds, and nothing is different. */
interface Harmless {
  readonly kind: 'harmless';
}

/** The poll succeeds; the first row cannot be decoded and keeps its last good state until that is stale. */
interface Rejected {
  readonly kind: 'rejected';
  /** The `field` of rows_rejected_total. */
  readonly field: string;
  /** Without its id nobody knows which row it is: every known connection may be it. */
  readonly hasId: boolean;
}

/** The poll succeeds; of the first row's series those of one metric differ. */
interface Differs {
  readonly kind: 'differs';
  /** The end of the metrics' names. */
  readonly metrics: readonly string[];
  /** The `field` of unknown_values_total, where the value is outside the documented ones. */
  readonly unknown?: string;
}

/** The poll succeeds: the API shows the same rows twice, but not as many as it reports. Those it shows are published. */
interface Counts {
  readonly kind: 'counts';
  readonly shown: number;
  readonly reported: number;
  /** Whether the first row is among them. */
  readonly isFirstShown: boolean;
}

/** What a fault does to the collector `connections` of the target that it hits. */
export type Outcome = Fails | Harmless | Rejected | Differs | Counts;

/** How much a fault hits: one action of one target, every call of an account, or every call of the process. */
export type Reach = 'action' | 'account' | 'process';

/** One fault. */
export interface Fault {
  readonly name: string;
  readonly reach: Reach;
  readonly outcome: Outcome;
  readonly signedBy: SignedBy;
  /** Puts the fault in force; `times`: how many calls it hits. */
  readonly begin: (room: FaultRoom) => void;
  readonly end: (room: FaultRoom) => void;
  /** The same, for one call only; undefined where a fault cannot be that short. */
  readonly strike: ((room: FaultRoom) => void) | undefined;
}

/** Retries do not help: it shows at once. */
function refused(reason: FailureReason, code: string): Fails {
  return { kind: 'fails', reason, codes: { [code]: 1 }, isHealed: false };
}

/** Tried five times. */
function passing(reason: FailureReason, code: string): Fails {
  return { kind: 'fails', reason, codes: { [code]: 5 }, isHealed: true };
}

/** Each attempt takes 10 s, and the poll 30 s. */
const silence: Fails = {
  kind: 'fails',
  reason: 'timeout',
  codes: { timeout: 3 },
  isHealed: true,
};

/** Worth one retry, with a renewed session. */
function expired(code: string): Fails {
  return { kind: 'fails', reason: 'auth', codes: { [code]: 2 }, isHealed: true };
}

/** Two walks of two pages, every call of them fine. */
const incomplete: Fails = {
  kind: 'fails',
  reason: 'incomplete',
  codes: { OK: 4 },
  isHealed: true,
};

function rejected(field: string, hasId: boolean): Rejected {
  return { kind: 'rejected', field, hasId };
}

function counts(shown: number, reported: number, isFirstShown = true): Counts {
  return { kind: 'counts', shown, reported, isFirstShown };
}

const harmless: Harmless = { kind: 'harmless' };
const notTheApis = passing('bad_response', 'bad_response');
const broken = passing('network', 'connection_reset');

/** The presets of the simulator. */
export const PRESET_OUTCOMES: Readonly<Record<PresetName, Outcome>> = {
  throttled: passing('throttled', 'Throttling.User'),
  throttled_retry_after: passing('throttled', 'Throttling.User'),
  throttled_api: passing('throttled', 'Throttling.Api'),
  service_unavailable: passing('server_error', 'ServiceUnavailable'),
  internal_error: passing('server_error', 'InternalError'),
  forbidden_ram: refused('forbidden', 'Forbidden.RAM'),
  forbidden_sub_user: refused('forbidden', 'Forbbiden.SubUser'),
  access_key_not_found: refused('auth', 'InvalidAccessKeyId.NotFound'),
  access_key_inactive: refused('auth', 'InvalidAccessKeyId.Inactive'),
  signature_mismatch: refused('auth', 'SignatureDoesNotMatch'),
  nonce_used: passing('server_error', 'SignatureNonceUsed'),
  token_expired: expired('InvalidSecurityToken.Expired'),
  clock_skew: expired('InvalidTimeStamp.Expired'),
  illegal_timestamp: expired('IllegalTimestamp'),
  region_not_served: refused('invalid_request', 'InvalidOperation.NotSupportedEndpoint'),
  region_closed: refused('invalid_request', 'UnauthorizedRegion'),

  bad_gateway_html: passing('server_error', 'http_502'),
  forbidden_html: refused('forbidden', 'http_403'),
  ok_html: notTheApis,
  ok_empty_object: notTheApis,
  ok_null: notTheApis,
  ok_list: notTheApis,
  ok_text: notTheApis,
  ok_error_body: notTheApis,
  ok_empty: notTheApis,
  no_content: passing('bad_response', 'http_204'),
  redirect_json: passing('bad_response', 'http_302'),
  redirect: passing('bad_response', 'http_302'),
  status_600: passing('bad_response', 'http_600'),
  client_error_null: refused('invalid_request', 'http_400'),
  server_error_empty: passing('server_error', 'http_500'),
  xml_error: passing('server_error', 'http_503'),

  total_count_high: counts(55, 56),
  total_count_low: counts(55, 54),
  total_count_missing: notTheApis,
  row_added_meanwhile: incomplete,
  row_removed_meanwhile: counts(54, 55, false),
  repeated_row: incomplete,
  short_page: counts(2, 55),
  empty_page: counts(0, 55, false),

  null_row: rejected('VpnConnection', false),
  null_list: notTheApis,
  list_for_wrapper: notTheApis,
  missing_wrapper: notTheApis,
  text_for_total_count: notTheApis,
  empty_create_time: { kind: 'differs', metrics: ['created_timestamp_seconds'] },
  negative_create_time: {
    kind: 'differs',
    metrics: ['created_timestamp_seconds'],
    unknown: 'CreateTime',
  },
  empty_boolean: harmless,
  text_for_object: { kind: 'differs', metrics: ['config_info'] },
  list_for_tags: { kind: 'differs', metrics: ['info'], unknown: 'Tag' },
  list_for_tunnels: rejected('TunnelOptionsSpecification', true),
  number_for_id: rejected('VpnConnectionId', false),
  missing_id: rejected('VpnConnectionId', false),
  missing_status: { kind: 'differs', metrics: ['ipsec_status', 'up', 'tunnels_up'] },
  unknown_state: { kind: 'differs', metrics: ['state'], unknown: 'State' },

  byte_order_mark: harmless,
  gzip: harmless,
  gzip_undeclared: notTheApis,

  hang: silence,
  slow: harmless,
  stall: silence,
  drip: silence,
  reset: broken,
  reset_mid_body: broken,
  fin: broken,
  truncated_content_length: broken,
  truncated_chunked: broken,
  truncated_close: notTheApis,
  garbage: passing('network', 'bad_http'),
};

/** A fault of the simulator. */
function injected(
  name: string,
  outcome: Outcome,
  effect: FaultInput['effect'],
  page?: number,
): Fault {
  const match = { ...HIT, action: HIT_ACTION, ...(page !== undefined && { page }) };
  return {
    name,
    reach: 'action',
    outcome,
    signedBy: 'access_key',
    begin: ({ simulator }) => {
      simulator.faults.add({ effect, match });
    },
    end: ({ simulator }) => {
      simulator.faults.clear();
    },
    strike: ({ simulator }) => {
      simulator.faults.add({ effect, match, times: 1 });
    },
  };
}

/** Odd rows are those of the first page: what is said of them would else be true of two rows. */
function ofPage(outcome: Outcome): number | undefined {
  return outcome.kind === 'rejected' || outcome.kind === 'differs' ? 1 : undefined;
}

const presets = Object.entries(PRESET_OUTCOMES).map(([name, outcome]) =>
  injected(name, outcome, PRESETS[name as PresetName], ofPage(outcome)),
);

/** Something that is not a single answer of the API. */
function situation(fault: Omit<Fault, 'strike'>): Fault {
  return { ...fault, strike: undefined };
}

function detour(name: string, outcome: Outcome, host: string): Fault {
  const to = (detour: string | undefined) => (room: FaultRoom) => {
    room.detour = detour;
  };
  return situation({
    name,
    reach: 'account',
    outcome,
    signedBy: 'access_key',
    begin: to(host),
    end: to(undefined),
  });
}

function unresolved(name: string, reason: FailureReason, behaviour: Behaviour): Fault {
  const to = (next: Behaviour) => (room: FaultRoom) => {
    room.identity.behave(next);
  };
  return situation({
    name,
    reach: 'account',
    outcome: { kind: 'fails', reason, codes: {}, isHealed: false },
    signedBy: 'credentials_uri',
    begin: to(behaviour),
    end: to({ kind: 'answer' }),
  });
}

/** Too long for a label, so that no name server is asked. */
const NO_NAME = `${'x'.repeat(64)}.invalid`;
/** tcpmux: nothing listens there. */
const CLOSED_PORT = '127.0.0.1:1';

const HOUR_MS = 3_600_000;

const situations: readonly Fault[] = [
  detour('dns_failure', passing('network', 'dns_error'), NO_NAME),
  detour('connection_refused', passing('network', 'connection_refused'), CLOSED_PORT),
  injected('unknown_region', refused('invalid_request', 'InvalidRegionId.NotFound'), {
    kind: 'error',
    code: 'InvalidRegionId.NotFound',
  }),
  injected('drip_on_a_reused_socket', { ...silence, codes: { OK: 1, timeout: 3 } }, 'drip', 2),
  situation({
    name: 'wrong_clock',
    reach: 'process',
    outcome: expired('InvalidTimeStamp.Expired'),
    signedBy: 'access_key',
    begin: (room) => {
      room.skewMs = HOUR_MS;
    },
    end: (room) => {
      room.skewMs = 0;
    },
  }),
  situation({
    name: 'ended_session',
    reach: 'account',
    outcome: expired('InvalidSecurityToken.Expired'),
    signedBy: 'session',
    begin: ({ endSession }) => {
      endSession(0);
    },
    end: ({ endSession }) => {
      endSession(undefined);
    },
  }),
  unresolved('silent_credentials', 'timeout', { kind: 'hang' }),
  unresolved('refused_credentials', 'auth', {
    kind: 'reply',
    reply: { status: 403, body: '{}' },
  }),
];

/** Every fault. */
export const FAULTS: readonly Fault[] = [...presets, ...situations];
