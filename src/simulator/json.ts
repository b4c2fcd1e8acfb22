/** JSON values and dotted paths into them: the simulator keeps resources as the API spells them. */

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object: a row, a response body. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether a value is a JSON object: not null, not a list. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function child(value: Json | undefined, key: string): Json | undefined {
  if (isList(value)) return value[Number(key)];
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value at a dotted path (`VpnBgpConfig.Status`, `TunnelOptions.0.Status`); undefined where there is none. */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>(child, value);
}

/** The text at a dotted path; '' where there is none or it is not text. */
export function textAt(value: Json | undefined, path: string): string {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : '';
}

/** The objects of the list at a dotted path; empty where there is no list. */
export function objectsAt(value: Json | undefined, path: string): readonly JsonObject[] {
  const found = valueAt(value, path);
  return isList(found) ? found.filter(isObject) : [];
}

function withoutKey(value: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

function replaceInList(list: readonly Json[], key: string, next: Json | undefined): Json {
  const index = Number(key);
  return next === undefined
    ? list.toSpliced(index, 1)
    : Object.assign([...list], { [index]: next });
}

function replaceChild(parent: Json | undefined, key: string, next: Json | undefined): Json {
  if (isList(parent) && /^\d+$/.test(key)) return replaceInList(parent, key, next);
  const object = isObject(parent) ? parent : {};
  return next === undefined ? withoutKey(object, key) : { ...object, [key]: next };
}

/**
 * A copy of `value` with the value at a dotted path replaced; what the path does not touch is shared.
 * Objects that are missing on the way are made. `next` undefined removes the field or the list element.
 */
export function withValueAt(value: Json | undefined, path: string, next: Json | undefined): Json {
  const [key = '', ...rest] = path.split('.');
  const replaced = rest.length === 0 ? next : withValueAt(child(value, key), rest.join('.'), next);
  return replaceChild(value, key, replaced);
}
