/** The metrics of one collector of one target: what was seen, when, and how it failed; and of its API calls. */

import { FAILURE_REASONS } from '../model/failure.ts';
import type { CollectorState } from '../polling/state.ts';
import { type Family, familyOf, type Labels, rowsOf } from '../model/family.ts';
import type { RequestCounts } from '../polling/store.ts';

const TARGET_KEY = ['account', 'region', 'collector'] as const;

/** One collector of one target, and the labels that identify it. */
export interface TargetSubject {
  readonly key: Labels<(typeof TARGET_KEY)[number]>;
  readonly state: CollectorState<unknown>;
}

const family = familyOf<TargetSubject>();

const { gauge } = rowsOf(TARGET_KEY, ({ key, state }: TargetSubject) => [[key, state]]);

const gauges = [
  gauge(
    'alicloud_vpn_target_up',
    'Whether the last poll of the target succeeded completely (1) or not (0).',
    ({ lastPoll }) => lastPoll && lastPoll.failure === undefined,
  ),
  gauge(
    'alicloud_vpn_target_last_success_timestamp_seconds',
    'When the last complete poll of the target ended, in seconds since the epoch.',
    ({ lastSuccess }) => lastSuccess && lastSuccess.wallMs / 1000,
  ),
  gauge(
    'alicloud_vpn_target_last_poll_duration_seconds',
    'How long the last poll of the target took, in seconds.',
    ({ lastPoll }) => lastPoll && lastPoll.durationMs / 1000,
  ),
  gauge(
    'alicloud_vpn_target_resources',
    'Resources seen in the last complete poll of the target.',
    ({ lastSuccess }) => lastSuccess?.resources,
  ),
  gauge(
    'alicloud_vpn_target_reported_resources',
    'Resources that the API reported in the last complete poll of the target (TotalCount).',
    ({ lastSuccess }) => lastSuccess?.reported,
  ),
  gauge(
    'alicloud_vpn_target_rejected_rows',
    'Rows of the last complete poll of the target that could not be decoded.',
    ({ lastSuccess }) => lastSuccess?.rejected.length,
  ),
];

const counters = [
  family({
    name: 'alicloud_vpn_exporter_polls_total',
    type: 'counter',
    help: 'Finished polls of the target.',
    labels: TARGET_KEY,
    samples: ({ key, state }) => [[state.polls, key]],
  }),
  family({
    name: 'alicloud_vpn_exporter_poll_failures_total',
    type: 'counter',
    help: 'Failed polls of the target, by reason.',
    labels: [...TARGET_KEY, 'reason'],
    samples: ({ key, state }) =>
      FAILURE_REASONS.map((reason) => [state.failures[reason] ?? 0, { ...key, reason }]),
  }),
  family({
    name: 'alicloud_vpn_exporter_rows_rejected_total',
    type: 'counter',
    help: 'Rows of the API that could not be decoded, by the field at fault.',
    labels: [...TARGET_KEY, 'field'],
    samples: ({ key, state }) =>
      Object.entries(state.rejectedRows).map(([field, value]) => [value ?? 0, { ...key, field }]),
  }),
];

/** All families of a collector of a target. */
export const targetFamilies: readonly Family<TargetSubject>[] = [...gauges, ...counters];

const REQUEST_KEY = ['account', 'region'] as const;

/** The calls of one target. */
export interface RequestsSubject {
  readonly key: Labels<(typeof REQUEST_KEY)[number]>;
  readonly requests: RequestCounts;
}

/** All families of API calls that are kept per target. */
export const requestFamilies: readonly Family<RequestsSubject>[] = [
  familyOf<RequestsSubject>()({
    name: 'alicloud_vpn_exporter_api_requests_total',
    type: 'counter',
    help: 'Attempts of API calls, by action and by outcome: OK, the error code of the API, or a class of transport failure.',
    labels: [...REQUEST_KEY, 'action', 'code'],
    samples: ({ key, requests }) =>
      Object.entries(requests).flatMap(([action, codes]) =>
        Object.entries(codes).map(
          ([code, count]) => [count ?? 0, { ...key, action, code }] as const,
        ),
      ),
  }),
];
