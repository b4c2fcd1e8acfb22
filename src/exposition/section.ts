/** The families of one kind of subject, and the text of each item, kept as long as the item is the same object. */

import type { Scope } from '../collectors/collector.ts';
import type { Family } from '../model/family.ts';
import type { TargetState } from '../polling/store.ts';
import { sampleLines } from './format.ts';

/** What one target has to show in a section. An item belongs to one section of one target. */
export interface Shown<Item extends object, Subject> {
  /** Immutable values: the samples of one are made once. */
  readonly items: readonly Item[];
  /** What the samples of an item are made of. */
  readonly subjectOf: (item: Item) => Subject;
  /** How long the items may be shown, on the monotonic clock in milliseconds. */
  readonly validUntilMs: number;
}

/** The sample lines of one item for each family of the section; empty where a family does not apply to it. */
export type ItemText = readonly string[];

/** What a section shows at one moment. */
export interface SectionContent {
  /** What the text is made of: of the very same items it is the very same text. */
  readonly items: readonly object[];
  /** The text of each item, made or looked up as it is read. */
  readonly texts: Iterable<ItemText>;
  /** How long this is right if no target changes, on the monotonic clock in milliseconds. */
  readonly validUntilMs: number;
}

/** A part of the exposition. */
export interface Section {
  readonly families: readonly Family<never>[];
  show(targets: readonly TargetState[], nowMs: number): SectionContent;
}

/** A section over all targets. */
export function createSection<Item extends object, Subject>(
  families: readonly Family<Subject>[],
  show: (target: TargetState, scope: Scope, nowMs: number) => readonly Shown<Item, Subject>[],
): Section {
  const made = new WeakMap<Item, ItemText>();
  const textOf = (item: Item, subjectOf: (item: Item) => Subject): ItemText => {
    const old = made.get(item);
    if (old !== undefined) return old;
    const subject = subjectOf(item);
    const text = families.map((family) => sampleLines(family, subject));
    made.set(item, text);
    return text;
  };
  function* textsOf(all: readonly Shown<Item, Subject>[]): Generator<ItemText> {
    for (const { items, subjectOf } of all) {
      for (const item of items) yield textOf(item, subjectOf);
    }
  }
  return {
    families,
    show(targets, nowMs) {
      const all = targets.flatMap((state) => {
        const { account, region } = state.target;
        return show(state, { account: account.name, region }, nowMs);
      });
      return {
        items: all.flatMap(({ items }) => items),
        texts: textsOf(all),
        validUntilMs: all.reduce((end, each) => Math.min(end, each.validUntilMs), Infinity),
      };
    },
  };
}
