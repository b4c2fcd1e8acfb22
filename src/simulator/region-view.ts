/** What the API sees of one region at one moment: the rows with the changes in force applied. Pure. */

import { groupBy } from '../model/values.ts';
import { isObject, textAt, withValueAt, type Json, type JsonObject } from './json.ts';
import type { ScenarioRegion, TimelineEvent } from './scenario.ts';

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

/** One field of one row, as it became at a point in time. */
interface Change {
  readonly id: string;
  readonly path: string;
  readonly value: Json;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

/** The changes that an event has made, `elapsed` seconds into the scenario. */
function changesOf(event: TimelineEvent, startMs: number, elapsed: number): readonly Change[] {
  const { id, atSeconds, everySeconds = Infinity, set } = event;
  if (elapsed < atSeconds) return [];
  const rounds = Math.floor((elapsed - atSeconds) / everySeconds);
  const seconds = atSeconds + (rounds === 0 ? 0 : rounds * everySeconds);
  const atMs = startMs + seconds * 1000;
  return Object.entries(set).map(([path, value]) => ({ id, path, value, atMs }));
}

/**
 * The changes in force at `nowMs`, oldest first; of changes at the same moment the later event of the list wins.
 * @param startMs when the scenario started, in milliseconds since the epoch.
 */
export function changesAt(
  events: readonly TimelineEvent[],
  startMs: number,
  nowMs: number,
): readonly Change[] {
  return events
    .flatMap((event) => changesOf(event, startMs, (nowMs - startMs) / 1000))
    .toSorted((one, other) => one.atMs - other.atMs);
}

/** Names one field of one row. */
export function fieldKey(id: string, path: string): string {
  return `${id} ${path}`;
}

/** When a field or something around it was patched last; -Infinity when it never was. */
function patchTime({ patchedAt }: RegionData, id: string, path: string): number {
  const around = path.split('.').map((_, index, keys) => keys.slice(0, index + 1).join('.'));
  return Math.max(...around.map((key) => patchedAt.get(fieldKey(id, key)) ?? -Infinity));
}

function apply(row: JsonObject, { path, value }: Change): JsonObject {
  const changed = withValueAt(row, path, value);
  return isObject(changed) ? changed : row;
}

/** The state of a region at `nowMs`: a function of its arguments alone. */
export function viewAt(data: RegionData, nowMs: number): RegionView {
  const changes = changesAt(data.events, data.startMs, nowMs).filter(
    ({ id, path, atMs }) => atMs > patchTime(data, id, path),
  );
  const byId = groupBy(changes, ({ id }) => id);
  const changed = (rows: readonly JsonObject[], idField: string): readonly JsonObject[] =>
    byId.size === 0
      ? rows
      : rows.map((row) => (byId.get(textAt(row, idField)) ?? []).reduce(apply, row));
  return {
    ...data,
    connections: changed(data.connections, 'VpnConnectionId'),
    gateways: changed(data.gateways, 'VpnGatewayId'),
    changedAt: (id, path) =>
      byId.get(id)?.findLast((change) => change.path === path)?.atMs ??
      Math.max(data.startMs, patchTime(data, id, path)),
  };
}
