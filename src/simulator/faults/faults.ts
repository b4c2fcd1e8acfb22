/** Faults: which calls an effect hits, and how often; the named ones are what cloud and network have been seen to do to this API's clients. */

import { z } from 'zod';
import { mapping } from '../../config/fields.ts';
import { checked, whole } from '../fields.ts';
import type { Json } from '../json.ts';
import type { RefusalCode } from '../wire.ts';
import { effectSchema, type Effect } from './effect.ts';

type ReplyEffect = Extract<Effect, { kind: 'reply' }>;

function reply(
  status: number,
  body: string,
  contentType = 'application/json;charset=utf-8',
): ReplyEffect {
  return { kind: 'reply', status, body, contentType, headers: {} };
}

const HTML = 'text/html';
const ROW = 'VpnConnections.VpnConnection.0';
const ERROR_BODY =
  '{"RequestId":"00000000-0000-0000-0000-000000000000","Code":"InternalError","Message":"The request processing has failed due to some unknown error."}';
const XML_BODY =
  '<?xml version="1.0" encoding="UTF-8"?><Error><RequestId>00000000-0000-0000-0000-000000000000</RequestId><Code>ServiceUnavailable</Code><Message>The request has failed.</Message></Error>';

function error(code: RefusalCode) {
  return { kind: 'error', code } as const;
}

function inRow(field: string, value: Json) {
  return { kind: 'set', path: `${ROW}.${field}`, value } as const;
}

/** Preset name to effect. Presets about rows change the first row of DescribeVpnConnections. */
export const PRESETS = {
  // Errors.
  throttled: error('Throttling.User'),
  throttled_retry_after: { kind: 'error', code: 'Throttling.User', retryAfterMs: 2000 },
  throttled_api: error('Throttling.Api'),
  service_unavailable: error('ServiceUnavailable'),
  internal_error: error('InternalError'),
  forbidden_ram: error('Forbidden.RAM'),
  forbidden_sub_user: error('Forbbiden.SubUser'),
  access_key_not_found: error('InvalidAccessKeyId.NotFound'),
  access_key_inactive: error('InvalidAccessKeyId.Inactive'),
  signature_mismatch: error('SignatureDoesNotMatch'),
  nonce_used: error('SignatureNonceUsed'),
  token_expired: error('InvalidSecurityToken.Expired'),
  clock_skew: error('InvalidTimeStamp.Expired'),
  illegal_timestamp: error('IllegalTimestamp'),
  region_not_served: error('InvalidOperation.NotSupportedEndpoint'),
  region_closed: error('UnauthorizedRegion'),
  // Answers that are none of the API.
  bad_gateway_html: reply(502, '<html><body>502 Bad Gateway</body></html>', HTML),
  forbidden_html: reply(403, '<html><body>Blocked</body></html>', HTML),
  ok_html: reply(200, '<html><body>Sign in to this network</body></html>', HTML),
  ok_empty_object: reply(200, '{}'),
  ok_null: reply(200, 'null'),
  ok_list: reply(200, '[]'),
  ok_text: reply(200, '"x"'),
  ok_error_body: reply(200, ERROR_BODY),
  ok_empty: reply(200, ''),
  no_content: reply(204, ''),
  redirect_json: reply(302, '{}'),
  status_600: reply(600, '{}'),
  redirect: { ...reply(302, '', HTML), headers: { location: 'http://127.0.0.1:1/' } },
  client_error_null: reply(400, 'null'),
  server_error_empty: reply(500, ''),
  xml_error: reply(503, XML_BODY, 'text/xml;charset=utf-8'),
  // Pages.
  total_count_high: { kind: 'total_count', by: 1 },
  total_count_low: { kind: 'total_count', by: -1 },
  total_count_missing: { kind: 'remove', path: 'TotalCount' },
  row_added_meanwhile: { kind: 'shift_page', by: -1 },
  row_removed_meanwhile: { kind: 'shift_page', by: 1 },
  repeated_row: { kind: 'repeat_row' },
  short_page: { kind: 'short_page', rows: 1 },
  empty_page: { kind: 'short_page', rows: 0 },
  // Types.
  null_row: { kind: 'set', path: ROW, value: null },
  null_list: { kind: 'set', path: 'VpnConnections.VpnConnection', value: null },
  list_for_wrapper: { kind: 'set', path: 'VpnConnections', value: [] },
  missing_wrapper: { kind: 'remove', path: 'VpnConnections' },
  text_for_total_count: { kind: 'set', path: 'TotalCount', value: 'many' },
  empty_create_time: inRow('CreateTime', ''),
  negative_create_time: inRow('CreateTime', '-1'),
  empty_boolean: inRow('EnableDpd', ''),
  text_for_object: inRow('IkeConfig', ''),
  list_for_tags: inRow('Tag', []),
  list_for_tunnels: inRow('TunnelOptionsSpecification', []),
  number_for_id: inRow('VpnConnectionId', 7),
  missing_id: { kind: 'remove', path: `${ROW}.VpnConnectionId` },
  missing_status: { kind: 'remove', path: `${ROW}.Status` },
  unknown_state: inRow('State', 'hibernating'),
  // Bytes.
  byte_order_mark: { kind: 'byte_order_mark' },
  gzip: { kind: 'gzip', declared: true },
  gzip_undeclared: { kind: 'gzip', declared: false },
  // Delivery.
  hang: { kind: 'hang' },
  slow: { kind: 'delay', ms: 1000 },
  stall: { kind: 'stall' },
  drip: { kind: 'drip', bytes: 1, everyMs: 1000 },
  reset: { kind: 'reset' },
  reset_mid_body: { kind: 'reset', afterBytes: 20 },
  fin: { kind: 'fin' },
  truncated_content_length: { kind: 'truncate', framing: 'content_length' },
  truncated_chunked: { kind: 'truncate', framing: 'chunked' },
  truncated_close: { kind: 'truncate', framing: 'close' },
  garbage: { kind: 'garbage', text: 'This is no HTTP.\r\n\r\n' },
} as const satisfies Record<string, Effect>;

export type PresetName = keyof typeof PRESETS;

function isPresetName(name: string): name is PresetName {
  return Object.hasOwn(PRESETS, name);
}

/** Every preset's name. */
export const presetNames: readonly PresetName[] = Object.keys(PRESETS).filter(isPresetName);

const FACTS = ['account', 'region', 'action', 'page'] as const;

/** What of a call faults can be matched against; undefined where the call does not say. */
export interface CallFacts {
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly action: string | undefined;
  readonly page: number | undefined;
}

/** A text of whatever characters. */
const text = z.string({ error: 'a text' });

export const faultSchema = mapping({
  /** Fields that are left out match every call. */
  match: mapping({
    account: text.optional(),
    region: text.optional(),
    action: text.optional(),
    page: whole(1).optional(),
  }).default({}),
  /** Matching calls to leave alone first. */
  after: whole(0).default(0),
  /** Every k-th matching call only. */
  every: whole(1).default(1),
  /** Calls to hit at most; left out: no end. */
  times: whole(0).optional(),
  /** What happens, or the name of a preset. */
  effect: z.union(
    [
      z
        .enum(presetNames, { error: 'the name of a preset' })
        .transform((name): Effect => PRESETS[name]),
      effectSchema,
    ],
    { error: 'the name of a preset, or a mapping with the kind of an effect' },
  ),
});

type Fault = z.output<typeof faultSchema>;

/** What authors write: everything but the effect may be left out. */
export type FaultInput = z.input<typeof faultSchema>;

/** A fault in force. */
export interface FaultState {
  readonly id: string;
  readonly fault: Fault;
  /** Calls that matched so far. */
  readonly seen: number;
  /** Calls that were hit so far. */
  readonly hits: number;
}

function isHit({ fault, seen, hits }: FaultState): boolean {
  const turn = seen - fault.after;
  return turn > 0 && turn % fault.every === 0 && hits < (fault.times ?? Infinity);
}

/** Keeps the faults in force, in the order they were added. */
export class FaultRegistry {
  readonly #states = new Map<string, FaultState>();
  #added = 0;

  /**
   * Puts a fault in force; returns its id.
   * @throws ConfigError when it is not well formed.
   */
  add(input: FaultInput): string {
    this.#added += 1;
    const id = `fault-${this.#added}`;
    this.#states.set(id, { id, fault: checked(faultSchema, input), seen: 0, hits: 0 });
    return id;
  }

  /** Lifts a fault; whether it was in force. */
  remove(id: string): boolean {
    return this.#states.delete(id);
  }

  /** Lifts every fault. */
  clear(): void {
    this.#states.clear();
  }

  /** The faults in force with their counters. */
  list(): readonly FaultState[] {
    return [...this.#states.values()];
  }

  /** Counts a call, and returns the effects of the faults that hit it. */
  take(facts: CallFacts): readonly Effect[] {
    return this.list().flatMap((state) => {
      const { match } = state.fault;
      if (FACTS.some((name) => match[name] !== undefined && match[name] !== facts[name])) return [];
      const counted = { ...state, seen: state.seen + 1 };
      const hit = isHit(counted);
      this.#states.set(state.id, { ...counted, hits: counted.hits + Number(hit) });
      return hit ? [state.fault.effect] : [];
    });
  }
}
