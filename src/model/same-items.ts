/** Compares lists of values that are never changed: the same objects are the same values. Pure. */

/** Whether two lists hold the very same objects in the same order. */
export function haveSameItems<Item>(one: readonly Item[], other: readonly Item[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
