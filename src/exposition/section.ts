/** The families of one kind of subject, and the text of each item, kept as long as the item is the same object. */

import type { Scope } from '../collectors/collector.ts';
import type { Family } from '../model/family.ts';
import type { TargetState } from '../polling/store.ts';
import { sampleLines } from './format.ts';

/** What a part of a target's state has to show. */
export interface Shown<Item, Subject> {
  /** Immutable values: the samples of one are made once. */
  readonly items: readonly Item[];
  /** What the samples of an item are made of. */
  readonly subjectOf: (item: Item) => Subject;
  /** How long the items may be shown, on the monotonic clock in milliseconds. */
  readonly validUntilMs: number;
}

/** Which metrics are made of which part of a target's state. An item belongs to one part of one target. */
export interface SectionDefinition<Part extends object, Item extends object, Subject> {
  readonly families: readonly Family<Subject>[];
  /** The parts of one target, each with a name of its own. */
  readonly parts: (target: TargetState) => readonly (readonly [name: string, part: Part])[];
  readonly show: (part: Part, name: string, scope: Scope, nowMs: number) => Shown<Item, Subject>;
}

/** The sample lines of one item for each family of the section; empty where a family does not apply to it. */
export type ItemText = readonly string[];

/** What a section shows at one moment. */
export interface SectionContent {
  /** One for each item, made or looked up as they are read. */
  readonly texts: Iterable<ItemText>;
  /** How long they are right if no target changes, on the monotonic clock in milliseconds. */
  readonly validUntilMs: number;
}

/** A part of the exposition. */
export interface Section {
  readonly families: readonly Family<never>[];
  show(targets: readonly TargetState[], nowMs: number): SectionContent;
}

/** A section over all targets. */
export function createSection<Part extends object, Item extends object, Subject>({
  families,
  parts,
  show,
}: SectionDefinition<Part, Item, Subject>): Section {
  const made = new WeakMap<Item, ItemText>();
  const textOf = (item: Item, subjectOf: (item: Item) => Subject): ItemText => {
    const old = made.get(item);
    if (old !== undefined) return old;
    const subject = subjectOf(item);
    const text = families.map((family) => sampleLines(family, subject));
    made.set(item, text);
    return text;
  };
  function* textsOf(shown: readonly Shown<Item, Subject>[]): Generator<ItemText> {
    for (const { items, subjectOf } of shown) {
      for (const item of items) yield textOf(item, subjectOf);
    }
  }
  return {
    families,
    show(targets, nowMs) {
      const shown = targets.flatMap((state) => {
        const scope = { account: state.target.account.name, region: state.target.region };
        return parts(state).map(([name, part]) => show(part, name, scope, nowMs));
      });
      const validUntilMs = shown.reduce((end, each) => Math.min(end, each.validUntilMs), Infinity);
      return { texts: textsOf(shown), validUntilMs };
    },
  };
}
