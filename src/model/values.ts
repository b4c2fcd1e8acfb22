/** Values of which little is known, and lists: looked into, compared, grouped. Pure. */

import { isNativeError } from 'node:util/types';

/** Whether a value is a mapping of YAML, as opposed to a list or a scalar. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A documented value, or `unknown` for one that is missing or not documented. */
export type OrUnknown<Values extends readonly string[]> = Values[number] | 'unknown';

/** A field of a value that may be anything; undefined where there is none. */
export function fieldOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

/** A field that is a text; '' where there is none. */
export function textOf(value: unknown, key: PropertyKey): string {
  const field = fieldOf(value, key);
  return typeof field === 'string' ? field : '';
}

/** Proxies and editors put it in front of JSON. */
const BYTE_ORDER_MARK = '\uFEFF';

export function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** The JSON of a text; undefined when it is none. The parser's message is dropped: it quotes the text. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(withoutMark(text));
  } catch {
    return undefined;
  }
}

/** The list in parts of at most `size`, none of them empty. */
export function chunksOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** Whether two lists hold the very same objects in the same order. */
export function haveSameItems<Item>(one: readonly Item[], other: readonly Item[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}

/** The items of each key, keys and items in the order they came. */
export function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

type PlainObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null;
}

function isSameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return (
    one.length === other.length && one.every((element, index) => isSameValue(element, other[index]))
  );
}

function isSameObject(one: PlainObject, other: PlainObject): boolean {
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSameValue(one[key], other[key]))
  );
}

/** Compares plain data (objects, lists, text, numbers, booleans, undefined, null) by what is in it. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isObject(one) || !isObject(other)) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    return Array.isArray(one) && Array.isArray(other) && isSameList(one, other);
  }
  return isSameObject(one, other);
}

/** The resources that were there at the last complete poll, by id. */
export type Previous<Item> = Pick<
  ReadonlyMap<string, { readonly item: Item }>,
  'get' | 'has' | 'keys'
>;

/** The item as it is known already where nothing in it changed: what was made of that one is still good. */
export function reuseUnchanged<Item extends { readonly id: string }>(
  known: Pick<Previous<Item>, 'get'>,
  item: Item,
): Item {
  const old = known.get(item.id)?.item;
  return old !== undefined && isSameValue(old, item) ? old : item;
}

/** The code that Node.js gives its errors, such as ENOENT; `otherwise` where there is none. */
export function codeOf(error: unknown, otherwise = ''): string {
  const code = fieldOf(error, 'code');
  return typeof code === 'string' ? code : otherwise;
}

/** One line for the log. */
export function messageOf(error: unknown): string {
  return isNativeError(error) ? error.message : 'something that is no error was thrown';
}
