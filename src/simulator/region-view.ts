/** What the API sees of one region at one moment: the rows with the changes in force applied. */

import { isObject, textAt, withValueAt, type JsonObject } from './json.ts';
import type { ScenarioRegion, TimelineEvent } from './scenario.ts';
import { changesAt, type Change } from './timeline.ts';

/** All that decides the state of a region. */
export interface RegionData extends ScenarioRegion {
  readonly events: readonly TimelineEvent[];
  /** Start of the timeline, in milliseconds since the epoch. */
  readonly startMs: number;
  /** When a field was patched by hand (key of `fieldKey`): an older change of the timeline no longer counts. */
  readonly patchedAt: ReadonlyMap<string, number>;
}

/** The state of a region at one moment. */
export interface RegionView extends ScenarioRegion {
  /** When a field got its present value, in milliseconds since the epoch; the start of the timeline at the earliest. */
  changedAt(id: string, path: string): number;
}

/** Names one field of one row. */
export function fieldKey(id: string, path: string): string {
  return `${id} ${path}`;
}

/** When a field or something around it was patched last; the epoch's beginning when it never was. */
function patchTime(data: RegionData, id: string, path: string): number {
  const keys = path.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.'));
  return Math.max(...keys.map((key) => data.patchedAt.get(fieldKey(id, key)) ?? -Infinity));
}

function apply(row: JsonObject, change: Change): JsonObject {
  const changed = withValueAt(row, change.path, change.value);
  return isObject(changed) ? changed : row;
}

function withChanges(
  rows: readonly JsonObject[],
  field: string,
  changes: ReadonlyMap<string, readonly Change[]>,
): readonly JsonObject[] {
  if (changes.size === 0) return rows;
  return rows.map((row) => (changes.get(textAt(row, field)) ?? []).reduce(apply, row));
}

function byId(changes: readonly Change[]): ReadonlyMap<string, readonly Change[]> {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const group = groups.get(change.id);
    if (group === undefined) groups.set(change.id, [change]);
    else group.push(change);
  }
  return groups;
}

/** The state of a region at `nowMs`: a function of its arguments alone. */
export function viewAt(data: RegionData, nowMs: number): RegionView {
  const changes = changesAt(data.events, data.startMs, nowMs).filter(
    ({ id, path, atMs }) => atMs > patchTime(data, id, path),
  );
  const groups = byId(changes);
  return {
    ...data,
    connections: withChanges(data.connections, 'VpnConnectionId', groups),
    gateways: withChanges(data.gateways, 'VpnGatewayId', groups),
    changedAt: (id, path) =>
      groups.get(id)?.findLast((change) => change.path === path)?.atMs ??
      Math.max(data.startMs, patchTime(data, id, path)),
  };
}
