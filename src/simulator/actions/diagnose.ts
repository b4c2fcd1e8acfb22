/** DiagnoseVpnConnections: why connections and tunnels are down; nothing for what is up. */

import { textAt, type JsonObject } from '../json.ts';
import type { RegionView } from '../world.ts';
import { Refusal, type Params } from '../wire.ts';
import { tunnelsOf, type Action } from './action.ts';
import { listing } from './listing.ts';

/** A single-tunnel connection or one tunnel: what can be down on its own. */
interface Subject {
  readonly connectionId: string;
  readonly tunnelId: string;
  readonly status: string;
  /** Path of the status in the connection's row. */
  readonly path: string;
}

function notEstablished(phase: 1 | 2): JsonObject {
  return {
    FailedReason: `Phase${phase} negotiation timeout`,
    FailedReasonCode: `Phase${phase}NegotiationTimeout`,
    Severity: 'Critical',
  };
}

/** What the API says by status when the scenario says nothing of its own. */
const REASONS: Readonly<Record<string, JsonObject>> = {
  ike_sa_not_established: notEstablished(1),
  ike_sa_established: notEstablished(2),
  ipsec_sa_not_established: notEstablished(2),
};

function subjectsOf(connection: JsonObject): readonly Subject[] {
  const connectionId = textAt(connection, 'VpnConnectionId');
  const tunnels = tunnelsOf(connection);
  if (tunnels.length === 0) {
    const status = textAt(connection, 'Status');
    return [{ connectionId, tunnelId: '', status, path: 'Status' }];
  }
  return tunnels.map((tunnel, index) => ({
    connectionId,
    tunnelId: textAt(tunnel, 'TunnelId'),
    status: textAt(tunnel, 'Status'),
    path: `TunnelOptionsSpecification.TunnelOptions.${index}.Status`,
  }));
}

/** Values of a repeated parameter: VpnConnectionIds.1, VpnConnectionIds.2 and so on. */
function repeated(params: Params, name: string): ReadonlySet<string> {
  const values = [...params].filter(([key]) => new RegExp(`^${name}\\.\\d+$`).test(key));
  return new Set(values.map(([, value]) => value));
}

/** The documentation asks for VpnConnectionIds in single-tunnel mode and for TunnelIds in dual-tunnel mode. */
function selection(params: Params): (subject: Subject) => boolean {
  const connections = repeated(params, 'VpnConnectionIds');
  const tunnels = repeated(params, 'TunnelIds');
  if (connections.size > 0 || tunnels.size > 0) {
    return ({ connectionId, tunnelId }) =>
      tunnelId === '' ? connections.has(connectionId) : tunnels.has(tunnelId);
  }
  if (params.get('VpnGatewayId')) return () => true;
  throw new Refusal('MissingParameter', { message: 'VpnConnectionIds or TunnelIds is mandatory.' });
}

function logText(subject: Subject, atMs: number): string {
  const time = new Date(atMs).toISOString().slice(0, 19).replace('T', ' ');
  const name = subject.tunnelId || subject.connectionId;
  return `${time} ${name} [PROTO_ERR]: negotiation failed due to time up. [{remote id:4}]`;
}

function diagnosisOf(subject: Subject, region: RegionView): JsonObject {
  const known = region.diagnoses.find((row) =>
    subject.tunnelId === ''
      ? row['VpnConnectionId'] === subject.connectionId && !row['TunnelId']
      : row['TunnelId'] === subject.tunnelId,
  );
  const atMs = region.changedAt(subject.connectionId, subject.path);
  return {
    ...REASONS[subject.status],
    MismatchLocalParam: '',
    MismatchRemoteParam: '',
    FailedTime: atMs,
    SourceLog: logText(subject, atMs),
    ...known,
    VpnConnectionId: subject.connectionId,
    TunnelId: subject.tunnelId,
  };
}

export const diagnoseVpnConnections: Action = {
  notes:
    '`VpnConnectionIds.N` for single-tunnel connections, `TunnelIds.N` for tunnels, or `VpnGatewayId`; nothing for what is up',
  scope: 'region',
  run: (call) => {
    const isSelected = selection(call.params);
    const gateway = call.params.get('VpnGatewayId');
    const rows = call.region.connections
      .filter((row) => !gateway || row['VpnGatewayId'] === gateway)
      .flatMap(subjectsOf)
      .filter((subject) => isSelected(subject) && subject.status in REASONS)
      .map((subject) => diagnosisOf(subject, call.region));
    return listing(call, rows, (page) => ({ VpnConnections: page }));
  },
};
