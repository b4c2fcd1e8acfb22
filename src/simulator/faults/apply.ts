/** What faults do to an answer before it is put on the wire: replace it, move its rows, edit its body, change its bytes. */

import { gzipSync } from 'node:zlib';
import { isObject, objectsAt, valueAt, withValueAt, type JsonObject } from '../json.ts';
import { pickPage, type PagePicker } from '../actions/listing.ts';
import { Refusal, refusalReply, withHeaders, type Reply } from '../wire.ts';
import type { Effect } from './effect.ts';

/** The answer of the first effect that answers in place of the API. */
export function substituteReply(
  effects: readonly Effect[],
  host: string,
  requestId: string,
): Reply | undefined {
  for (const effect of effects) {
    if (effect.kind === 'error') {
      return refusalReply(new Refusal(effect.code, effect), host, requestId);
    }
    if (effect.kind === 'reply') {
      const { status, body, contentType } = effect;
      const id = { 'content-type': contentType, 'x-acs-request-id': requestId };
      const headers = { ...id, ...effect.headers };
      return { status, code: `HTTP ${status}`, headers, body: Buffer.from(body) };
    }
  }
  return undefined;
}

function withMovedRows(pick: PagePicker, effect: Effect): PagePicker {
  if (effect.kind === 'shift_page') {
    return (rows, page) => {
      if (effect.by >= 0) return pick(rows.slice(effect.by), page);
      return pick(page.number === 1 ? rows : [...rows.slice(0, -effect.by), ...rows], page);
    };
  }
  if (effect.kind === 'repeat_row') {
    return (rows, page) => {
      const picked = pick(rows, page);
      if (page.number === 1 || picked.length === 0) return picked;
      return [...pick(rows, { ...page, number: page.number - 1 }).slice(-1), ...picked.slice(1)];
    };
  }
  if (effect.kind !== 'short_page') return pick;
  return (rows, page) => pick(rows, page).slice(0, effect.rows);
}

/** How pages are cut under these effects. */
export function pagePicker(effects: readonly Effect[]): PagePicker {
  return effects.reduce(withMovedRows, pickPage);
}

/** Where answers have their rows. */
const LISTS = ['VpnConnections.VpnConnection', 'VpnGateways.VpnGateway', 'VpnConnections'];

/** The path of the row with this id in a body; undefined when the page does not show it. */
function rowPath(body: JsonObject, id: string): string | undefined {
  return LISTS.flatMap((list) => {
    const index = objectsAt(body, list).findIndex(
      (row) => (row['VpnConnectionId'] ?? row['VpnGatewayId']) === id,
    );
    return index < 0 ? [] : `${list}.${index}`;
  })[0];
}

/** Whether there is something at the path's parent to edit: a page without rows stays without. */
function hasPlace(body: JsonObject, path: string): boolean {
  const keys = path.split('.');
  const parent = keys.length === 1 ? body : valueAt(body, keys.slice(0, -1).join('.'));
  return Array.isArray(parent) ? Number(keys.at(-1)) < parent.length : isObject(parent);
}

function edited(body: JsonObject, effect: Effect): JsonObject {
  if (effect.kind === 'total_count') {
    return { ...body, TotalCount: Number(valueAt(body, 'TotalCount')) + effect.by };
  }
  if (effect.kind !== 'set' && effect.kind !== 'remove') return body;
  const row = effect.id === undefined ? undefined : rowPath(body, effect.id);
  if (effect.id !== undefined && row === undefined) return body;
  const path = row === undefined ? effect.path : `${row}.${effect.path}`;
  if (!hasPlace(body, path)) return body;
  const changed = withValueAt(body, path, effect.kind === 'set' ? effect.value : undefined);
  return isObject(changed) ? changed : body;
}

/** The body of a good answer under these effects. */
export function withEdits(body: JsonObject, effects: readonly Effect[]): JsonObject {
  return effects.reduce(edited, body);
}

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function encoded(reply: Reply, effect: Effect): Reply {
  if (effect.kind === 'byte_order_mark') {
    return { ...reply, body: Buffer.concat([BYTE_ORDER_MARK, reply.body]) };
  }
  if (effect.kind !== 'gzip') return reply;
  const zipped = { ...reply, body: gzipSync(reply.body) };
  return effect.declared ? withHeaders(zipped, { 'content-encoding': 'gzip' }) : zipped;
}

/** The bytes of any answer under these effects. */
export function withEncodings(reply: Reply, effects: readonly Effect[]): Reply {
  return effects.reduce(encoded, reply);
}
