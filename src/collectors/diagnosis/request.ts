/** DiagnoseVpnConnections. */

import { DiagnoseVpnConnectionsRequest } from '@alicloud/vpc20160428/dist/models/DiagnoseVpnConnectionsRequest.js';
import { PAGE_SIZE } from '../../alicloud/decode/page.ts';
import { LIMITS, toRequest, type Request } from '../../alicloud/request.ts';

/** Log text of 50 links; what is read of the rest is as short as elsewhere. */
const DIAGNOSIS_LIMITS = { ...LIMITS, maxBytes: 16 * 1024 * 1024 };

/** Ids for one call: connections and tunnels are asked about separately. */
export type DiagnoseBatch =
  { readonly vpnConnectionIds: readonly string[] } | { readonly tunnelIds: readonly string[] };

/**
 * One page of what is wrong with some links. A single-tunnel connection is named by its own id, one of two tunnels by
 * the ids of the tunnels.
 */
export function diagnoseRequest(regionId: string, ids: DiagnoseBatch, pageNumber: number): Request {
  return toRequest(
    'DiagnoseVpnConnections',
    new DiagnoseVpnConnectionsRequest({ regionId, pageNumber, pageSize: PAGE_SIZE, ...ids }),
    DIAGNOSIS_LIMITS,
  );
}
