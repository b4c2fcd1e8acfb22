/** Keeps the resources that did not change as the objects that they were. Pure. */

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
