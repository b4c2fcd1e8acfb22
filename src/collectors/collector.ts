/** What a collector is, as a value: what it asks the API for, when, what the configuration may say of it, and which metrics it makes of the answers. */

import { z } from 'zod';
import type { Api, Listing } from '../alicloud/api.ts';
import type { Family } from '../model/family.ts';
import type { TagLabel } from '../model/tags.ts';
import type { Previous } from '../model/values.ts';

/** One key of a collector's section. */
export interface Option<Value> {
  /** For the reference, in Markdown. */
  readonly type: string;
  readonly default: Value;
  readonly meaning: string;
  /** In YAML, without the key. */
  readonly example: string;
  /** Its error says what is expected. */
  readonly schema: z.ZodType<Value>;
}

/** The keys of a collector's section. */
export type Options<Values> = { readonly [Key in keyof Values]: Option<Values[Key]> };

/** A switch. */
export function flag(fallback: boolean, meaning: string): Option<boolean> {
  return {
    type: '`true` or `false`',
    default: fallback,
    meaning,
    example: String(!fallback),
    schema: z.boolean({ error: 'true or false' }),
  };
}

/** The labels that every cloud series carries. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

/** An item of a target, as its metrics are made of it. */
export interface Shown<Item> {
  readonly scope: Scope;
  readonly item: Item;
}

/** What is asked for in one poll of one target. */
export interface Ask<Item, Subject> {
  /** What the target had at the last complete poll. */
  readonly known: Previous<Item>;
  /** What to ask about; empty for a collector that lists everything there is. */
  readonly subjects: readonly Subject[];
}

/** Asks the API of one target. Rejects with ApiError, or with the signal's reason. */
export type List<Item, Subject> = (
  ask: Ask<Item, Subject>,
  signal: AbortSignal,
) => Promise<Listing<Item>>;

/** How a collector goes on from what others have listed: it asks about some of that, and not at every poll. */
export interface FollowUp<Item, Subject, Needs> {
  /** The collectors whose items there is something to ask about; one of them at least has to run. */
  readonly needs: readonly (keyof Needs & string)[];
  /** What there is to ask about, by the id of the item that the answer becomes. */
  readonly subjects: (needs: Partial<Needs>) => ReadonlyMap<string, Subject>;
  /** What to ask about once to see whether the calls work; undefined: the first of `subjects`. */
  readonly sample?: (needs: Partial<Needs>) => readonly Subject[];
  /** Whether to ask again about something, given what is known of it. */
  readonly isDue: (known: Item, nowMs: number) => boolean;
  /** When it was asked about last, on the monotonic clock in milliseconds. */
  readonly askedMs: (known: Item) => number;
  /** What is known after an answer. */
  readonly merge: (known: Item | undefined, answer: Item) => Item;
  /** Whether an answer stays true as long as there is something to ask about, however old it is. */
  readonly staysTrue: boolean;
  /** How many subjects one API call covers at most; less than one when a subject takes several calls. */
  readonly subjectsPerCall: number;
}

/** What a target is assumed to have, to predict calls. */
export interface Sizes {
  readonly connections: number;
  readonly gateways: number;
}

/**
 * One kind of resource.
 * @typeParam Subject what it asks about; never for one that lists everything
 * @typeParam Settings its keys in the configuration
 * @typeParam Needs the items of the collectors that it follows, by name
 */
export interface Collector<
  Item extends { readonly id: string },
  Subject = never,
  Settings = unknown,
  Needs = unknown,
> {
  /** One sentence for the reference of the configuration. */
  readonly meaning: string;
  /** Whether it runs where the file says nothing. */
  readonly enabled: boolean;
  /** Milliseconds between two polls unless the file says otherwise, or those of `poll`; undefined: with what it follows. */
  readonly interval: number | 'poll' | undefined;
  readonly options: Options<Settings>;
  /** The actions that RAM has to allow, as `vpc:DescribeVpnConnections`, and what is missing without each of them. */
  readonly actions: Readonly<Record<string, string>>;
  /** Whether there are regions and accounts that the calls are not offered to. */
  readonly isOptional: boolean;
  /** Undefined for a collector that lists everything there is. */
  readonly followUp: FollowUp<Item, Subject, Needs> | undefined;
  /** Makes what lists for one target; that may remember what it saw. */
  readonly lister: (api: Api, settings: Settings) => List<Item, Subject>;
  readonly families: (
    settings: Settings,
    tagLabels: readonly TagLabel[],
  ) => readonly Family<Shown<Item>>[];
  /** API calls of one poll of a target where nothing is down. */
  readonly calls: (sizes: Sizes, settings: Settings) => number;
}
