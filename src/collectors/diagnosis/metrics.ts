/** The metrics that say why a tunnel, or a single-tunnel connection, is down. */

import type { FailedReason } from './item.ts';
import { CONNECTION_KEY } from '../connections/connection-metrics.ts';
import { familyOf, whenKnown, type Family, type Labels } from '../../model/family.ts';

const LINK_KEY = [...CONNECTION_KEY, 'tunnel_id'] as const;

/** One failed reason, and the labels that identify what it is about. */
export interface FailureSubject {
  readonly key: Labels<(typeof LINK_KEY)[number]>;
  readonly failedReason: FailedReason;
}

const family = familyOf<FailureSubject>();

/** All families of diagnosed failures. */
export const failureFamilies: readonly Family<FailureSubject>[] = [
  family({
    name: 'alicloud_vpn_tunnel_failure_info',
    type: 'gauge',
    help: 'Why phase 2 is not established, from DiagnoseVpnConnections (FailedReasonCode, Severity, MismatchLocalParam, MismatchRemoteParam); always 1, absent once it is up.',
    labels: [...LINK_KEY, 'reason', 'severity', 'mismatch_local', 'mismatch_remote'],
    samples: ({ key, failedReason }) => [
      [
        1,
        {
          ...key,
          reason: failedReason.reason,
          severity: failedReason.severity,
          mismatch_local: failedReason.mismatchLocal,
          mismatch_remote: failedReason.mismatchRemote,
        },
      ],
    ],
  }),
  family({
    name: 'alicloud_vpn_tunnel_failure_timestamp_seconds',
    type: 'gauge',
    help: 'When the diagnosed failure occurred (FailedTime), in seconds since the epoch.',
    labels: LINK_KEY,
    samples: ({ key, failedReason }) =>
      whenKnown(failedReason.failedSeconds).map((value) => [value, key]),
  }),
];
