/** Faults inside a well-formed body: wrong types, missing fields, counters that do not add up. */

import { isObject, objectsAt, valueAt, withValueAt, type JsonObject } from '../json.ts';
import type { EditingEffect, Effect } from './effect.ts';

/** Where answers have their rows. */
const LISTS = ['VpnConnections.VpnConnection', 'VpnGateways.VpnGateway', 'VpnConnections'];

function isEditing(effect: Effect): effect is EditingEffect {
  return ['set', 'remove', 'total_count'].includes(effect.kind);
}

function hasId(row: JsonObject, id: string): boolean {
  return (row['VpnConnectionId'] ?? row['VpnGatewayId']) === id;
}

/** The path of the row with this id in a body; undefined when the page does not show it. */
function rowPath(body: JsonObject, id: string): string | undefined {
  return LISTS.map((list) => {
    const index = objectsAt(body, list).findIndex((row) => hasId(row, id));
    return index < 0 ? undefined : `${list}.${index}`;
  }).find((path) => path !== undefined);
}

function fullPath(body: JsonObject, path: string, id: string | undefined): string | undefined {
  if (id === undefined) return path;
  const row = rowPath(body, id);
  return row && `${row}.${path}`;
}

/** Whether there is something at the path's parent to edit: a page without rows stays without. */
function hasPlace(body: JsonObject, path: string): boolean {
  const keys = path.split('.');
  const parent = keys.length === 1 ? body : valueAt(body, keys.slice(0, -1).join('.'));
  return Array.isArray(parent) ? Number(keys.at(-1)) < parent.length : isObject(parent);
}

function edited(body: JsonObject, effect: EditingEffect): JsonObject {
  if (effect.kind === 'total_count') {
    return { ...body, TotalCount: Number(valueAt(body, 'TotalCount')) + effect.by };
  }
  const path = fullPath(body, effect.path, effect.id);
  if (path === undefined || !hasPlace(body, path)) return body;
  const changed = withValueAt(body, path, effect.kind === 'set' ? effect.value : undefined);
  return isObject(changed) ? changed : body;
}

/** The body under these effects. */
export function withEdits(body: JsonObject, effects: readonly Effect[]): JsonObject {
  return effects.filter(isEditing).reduce(edited, body);
}
