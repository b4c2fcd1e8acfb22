/** The metrics of one collector of one target: what was seen, when, and how it failed; and of its API calls. */

import type { Scope } from '../collectors/collector.ts';
import { FAILURE_REASONS } from '../model/failure.ts';
import { rowsOf, type Family } from '../model/family.ts';
import type { CollectorState } from '../polling/state.ts';
import type { RequestCounts } from '../polling/store.ts';

/** One collector of one target. */
export interface TargetSubject {
  readonly scope: Scope;
  readonly collector: string;
  readonly state: CollectorState<unknown>;
}

const { gauge, row } = rowsOf(
  ['account', 'region', 'collector'],
  ({ scope, collector, state }: TargetSubject) => [[{ ...scope, collector }, state]],
);

/** All families of a collector of a target. */
export const targetFamilies: readonly Family<TargetSubject>[] = [
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
  row(
    'alicloud_vpn_exporter_polls_total',
    'Finished polls of the target.',
    [],
    (key, { polls }) => [[polls, key]],
    'counter',
  ),
  row(
    'alicloud_vpn_exporter_poll_failures_total',
    'Failed polls of the target, by reason.',
    ['reason'],
    (key, { failures }) =>
      FAILURE_REASONS.map((reason) => [failures[reason] ?? 0, { ...key, reason }]),
    'counter',
  ),
  row(
    'alicloud_vpn_exporter_rows_rejected_total',
    'Rows of the API that could not be decoded, by the field at fault.',
    ['field'],
    (key, { rejectedRows }) =>
      Object.entries(rejectedRows).map(([field, count]) => [count ?? 0, { ...key, field }]),
    'counter',
  ),
];

/** The calls of one target. */
export interface RequestsSubject {
  readonly scope: Scope;
  readonly requests: RequestCounts;
}

/** All families of API calls that are kept per target. */
export const requestFamilies: readonly Family<RequestsSubject>[] = [
  rowsOf(['account', 'region'], ({ scope, requests }: RequestsSubject) => [
    [{ ...scope }, requests],
  ]).row(
    'alicloud_vpn_exporter_api_requests_total',
    'Attempts of API calls, by action and by outcome: OK, the error code of the API, or a class of transport failure.',
    ['action', 'code'],
    (key, requests) =>
      Object.entries(requests).flatMap(([action, codes]) =>
        Object.entries(codes).map(
          ([code, count]) => [count ?? 0, { ...key, action, code }] as const,
        ),
      ),
    'counter',
  ),
];
