/** The metrics that say why a tunnel, or a single-tunnel connection, is down. */

import type { FailedReason } from './item.ts';
import { CONNECTION_KEY } from '../connections/connection-metrics.ts';
import { rowsOf, type Family, type Labels } from '../../model/family.ts';

const LINK_KEY = [...CONNECTION_KEY, 'tunnel_id'] as const;

/** One failed reason, and the labels that identify what it is about. */
export interface FailureSubject {
  readonly key: Labels<(typeof LINK_KEY)[number]>;
  readonly failedReason: FailedReason;
}

const { gauge, info } = rowsOf(LINK_KEY, ({ key, failedReason }: FailureSubject) => [
  [key, failedReason],
]);

/** All families of diagnosed failures. */
export const failureFamilies: readonly Family<FailureSubject>[] = [
  info(
    'alicloud_vpn_tunnel_failure_info',
    'Why phase 2 is not established, from DiagnoseVpnConnections (FailedReasonCode, Severity, MismatchLocalParam, MismatchRemoteParam); always 1, absent once it is up.',
    {
      reason: ({ reason }) => reason,
      severity: ({ severity }) => severity,
      mismatch_local: ({ mismatchLocal }) => mismatchLocal,
      mismatch_remote: ({ mismatchRemote }) => mismatchRemote,
    },
  ),
  gauge(
    'alicloud_vpn_tunnel_failure_timestamp_seconds',
    'When the diagnosed failure occurred (FailedTime), in seconds since the epoch.',
    ({ failedSeconds }) => failedSeconds,
  ),
];
