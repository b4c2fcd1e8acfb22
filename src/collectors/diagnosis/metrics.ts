/** The metrics that say why a tunnel, or a single-tunnel connection, is down. */

import type { Shown } from '../collector.ts';
import { TUNNEL_KEY } from '../connections/metrics.ts';
import type { Diagnosis } from './item.ts';
import { rowsOf, type Family } from '../../model/family.ts';

const { gauge, info } = rowsOf(TUNNEL_KEY, ({ scope, item }: Shown<Diagnosis>) => {
  const { connectionId, tunnelId, failedReason } = item;
  const key = { ...scope, vpn_connection_id: connectionId, tunnel_id: tunnelId };
  return failedReason === undefined ? [] : [[key, failedReason] as const];
});

/** All families of diagnosed failures. */
export const failureFamilies: readonly Family<Shown<Diagnosis>>[] = [
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
