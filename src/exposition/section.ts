/** The families of one kind of subject, rendered per target and kept until that part of its state changes. */

import type { Family } from '../model/family.ts';
import { haveSameItems } from '../model/same-items.ts';
import type { TargetState } from '../polling/store.ts';
import type { Target } from '../model/target.ts';
import { joinBlocks, renderBlock, type Block, type Segment } from './block.ts';
import { regroup, type Grouping } from './regroup.ts';
import { isGoodAt } from './validity.ts';

/** The labels that every cloud series carries. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

/** What a part of a target's state has to show. */
export interface Shown<Item, Subject> {
  /** Immutable values: as long as one is the same object in the same part, its samples are not made again. */
  readonly items: readonly Item[];
  /** What the samples of an item are made of. */
  readonly subjectOf: (item: Item) => Subject;
  /** How long the items may be shown, in milliseconds since the epoch. */
  readonly validUntilMs: number;
}

/** Which metrics are made of which part of a target's state. Parts are immutable values. */
export interface SectionDefinition<Part extends object, Item extends object, Subject> {
  readonly families: readonly Family<Subject>[];
  /** The parts of one target, each with a name of its own. */
  readonly parts: (target: TargetState) => readonly (readonly [name: string, part: Part])[];
  readonly show: (part: Part, name: string, scope: Scope, nowMs: number) => Shown<Item, Subject>;
}

/** The samples of a section at one moment: for each family its bytes in pieces, none when it has no samples. */
export type SectionView = readonly (readonly Buffer[])[];

/** A piece of the page. */
export interface PageSection {
  readonly families: readonly Family<never>[];
  /**
   * Brings the section up to date in short steps, between which others may run; returns its samples, the same object
   * as before when nothing changed.
   */
  update(targets: readonly TargetState[], nowMs: number): Generator<undefined, SectionView>;
  /** How long the samples returned last are good if no target changes, in milliseconds since the epoch. */
  readonly validUntilMs: number;
}

interface Rendered<Item> {
  readonly part: object;
  readonly fromMs: number;
  readonly validUntilMs: number;
  readonly blocks: readonly Block<Item>[];
}

/** What is kept of a target. */
interface Kept<Item> {
  readonly state: TargetState;
  readonly fromMs: number;
  readonly validUntilMs: number;
  readonly parts: ReadonlyMap<string, Rendered<Item>>;
  /** Those of all parts; the same list as long as they are the same. */
  readonly blocks: readonly Block[];
}

/** Few enough that a change of one costs little, enough that their bytes are worth a write of their own. */
const BLOCKS: Grouping<unknown> = { weigh: () => 1, limit: 32 };

/** Blocks of small targets are sent together. */
const SEGMENTS: Grouping<Block> = { weigh: ({ size }) => size, limit: 256 * 1024 };

function* renderPart<Part extends object, Item extends object, Subject>(
  definition: SectionDefinition<Part, Item, Subject>,
  [name, part]: readonly [string, Part],
  { account, region }: Target,
  nowMs: number,
  old: Rendered<Item> | undefined,
): Generator<undefined, Rendered<Item>> {
  if (old?.part === part && isGoodAt(nowMs, old)) return old;
  const scope = { account: account.name, region };
  const { items, subjectOf, validUntilMs } = definition.show(part, name, scope, nowMs);
  const make = (some: readonly Item[]): Block<Item> =>
    renderBlock(definition.families, some, some.map(subjectOf));
  const blocks = yield* regroup(items, old?.blocks ?? [], BLOCKS, make);
  return { part, fromMs: nowMs, validUntilMs, blocks };
}

/** The pieces of each family that are not empty: the samples of a family must stand together. */
function viewOf(families: readonly unknown[], segments: readonly Segment[]): SectionView {
  return families.map((_, family) =>
    segments.flatMap(({ bytes }) => {
      const piece = bytes[family];
      return piece === undefined || piece.length === 0 ? [] : [piece];
    }),
  );
}

function* renderTarget<Part extends object, Item extends object, Subject>(
  definition: SectionDefinition<Part, Item, Subject>,
  state: TargetState,
  nowMs: number,
  old: Kept<Item> | undefined,
): Generator<undefined, Kept<Item>> {
  const parts = new Map<string, Rendered<Item>>();
  for (const part of definition.parts(state)) {
    const kept = old?.parts.get(part[0]);
    parts.set(part[0], yield* renderPart(definition, part, state.target, nowMs, kept));
  }
  const all = [...parts.values()];
  const blocks = all.flatMap((each) => each.blocks);
  const validUntilMs = Math.min(...all.map((each) => each.validUntilMs));
  const isSame = old !== undefined && haveSameItems(blocks, old.blocks);
  return { state, fromMs: nowMs, validUntilMs, parts, blocks: isSame ? old.blocks : blocks };
}

/** A section over all targets: as long as a part is the same object and not too old, it is not looked at again. */
export function createSection<Part extends object, Item extends object, Subject>(
  definition: SectionDefinition<Part, Item, Subject>,
): PageSection {
  let kept: ReadonlyMap<Target, Kept<Item>> = new Map();
  let lists: readonly (readonly Block[])[] = [];
  let segments: readonly Segment[] = [];
  let view: SectionView = definition.families.map(() => []);
  let validUntilMs = -Infinity;

  return {
    families: definition.families,
    get validUntilMs() {
      return validUntilMs;
    },
    *update(targets, nowMs) {
      const next = new Map<Target, Kept<Item>>();
      for (const state of targets) {
        const old = kept.get(state.target);
        // Asked here, since there may be thousands of targets of which one has changed.
        const isGood = old?.state === state && isGoodAt(nowMs, old);
        next.set(state.target, isGood ? old : yield* renderTarget(definition, state, nowMs, old));
      }
      kept = next;
      validUntilMs = Infinity;
      const blocks: (readonly Block[])[] = [];
      for (const each of next.values()) {
        blocks.push(each.blocks);
        validUntilMs = Math.min(validUntilMs, each.validUntilMs);
      }
      if (haveSameItems(blocks, lists)) return view;
      lists = blocks;
      segments = yield* regroup(lists.flat(), segments, SEGMENTS, joinBlocks);
      view = viewOf(definition.families, segments);
      return view;
    },
  };
}
