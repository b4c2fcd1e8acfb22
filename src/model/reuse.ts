/** Resources as they were seen before. */

import { isSameValue } from './same-value.ts';

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
