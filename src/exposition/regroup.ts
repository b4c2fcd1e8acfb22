/** Cuts lists into groups that outlive changes elsewhere in the list. */

/** Neighbours in a list that were made into something together. */
export interface Group<Item> {
  readonly items: readonly Item[];
}

/** How groups are cut. */
export interface Grouping<Item> {
  readonly weigh: (item: Item) => number;
  /** The most a group of several items weighs. */
  readonly limit: number;
}

interface Draft<Item, Made> {
  items: readonly Item[];
  weight: number;
  /** The group there was already. */
  readonly kept: Made | undefined;
}

function isAt<Item>(items: readonly Item[], start: number, group: readonly Item[]): boolean {
  return group.every((item, index) => items[start + index] === item);
}

/** The old groups that still stand in the list, and single items between them. */
function drafts<Item, Made extends Group<Item>>(
  items: readonly Item[],
  old: readonly Made[],
  { weigh }: Grouping<Item>,
): readonly Draft<Item, Made>[] {
  const byFirst = new Map(old.map((group) => [group.items[0], group]));
  const found: Draft<Item, Made>[] = [];
  const weightOf = (group: readonly Item[]): number =>
    group.reduce((sum, item) => sum + weigh(item), 0);
  for (let start = 0; start < items.length;) {
    const group = byFirst.get(items[start]);
    const kept = group !== undefined && isAt(items, start, group.items) ? group : undefined;
    const taken = kept?.items ?? items.slice(start, start + 1);
    found.push({ items: taken, weight: weightOf(taken), kept });
    start += taken.length;
  }
  return found;
}

/** Neighbours put together as long as they fit into one group, so that many small changes leave no many small groups. */
function merged<Item, Made extends Group<Item>>(
  found: readonly Draft<Item, Made>[],
  { limit }: Grouping<Item>,
): readonly Draft<Item, Made>[] {
  const all: { items: Item[]; parts: Draft<Item, Made>[]; weight: number }[] = [];
  for (const draft of found) {
    const last = all.at(-1);
    if (last === undefined || last.weight + draft.weight > limit) {
      all.push({ items: [...draft.items], parts: [draft], weight: draft.weight });
    } else {
      last.items.push(...draft.items);
      last.parts.push(draft);
      last.weight += draft.weight;
    }
  }
  return all.map(({ items, parts: [first, ...others], weight }) =>
    first !== undefined && others.length === 0 ? first : { items, weight, kept: undefined },
  );
}

/**
 * The list in groups: those of `old` that still stand in it as they were, the rest made anew, one step for each.
 * Items are told apart by identity.
 */
export function* regroup<Item, Made extends Group<Item>>(
  items: readonly Item[],
  old: readonly Made[],
  grouping: Grouping<Item>,
  make: (items: readonly Item[]) => Made,
): Generator<undefined, readonly Made[]> {
  const groups: Made[] = [];
  for (const draft of merged(drafts(items, old, grouping), grouping)) {
    groups.push(draft.kept ?? make(draft.items));
    if (draft.kept === undefined) yield;
  }
  return groups;
}
