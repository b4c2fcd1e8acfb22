/** The faults in force, and which of them a call meets. */

import { z } from 'zod';
import { presetNames, PRESETS } from './catalogue.ts';
import { effectSchema, type Effect } from './effect.ts';

/** What of a call faults can be matched against; undefined where the call does not say. */
export interface CallFacts {
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly action: string | undefined;
  readonly page: number | undefined;
}

/** A fault as data: which calls it meets, how often, and what it does to them. */
export const faultSchema = z.strictObject({
  /** Fields that are left out match every call. */
  match: z
    .strictObject({
      account: z.string().optional(),
      region: z.string().optional(),
      action: z.string().optional(),
      page: z.int().positive().optional(),
    })
    .default({}),
  /** Matching calls to leave alone first. */
  after: z.int().nonnegative().default(0),
  /** Every k-th matching call only. */
  every: z.int().positive().default(1),
  /** Calls to hit at most; left out: no end. */
  times: z.int().nonnegative().optional(),
  /** What happens, or the name of a preset of the catalogue. */
  effect: z.union([z.enum(presetNames).transform((name) => PRESETS[name]), effectSchema]),
});

type Fault = z.output<typeof faultSchema>;

/** What authors write: everything but the effect may be left out. */
export type FaultInput = z.input<typeof faultSchema>;

/** A fault in force. */
export interface FaultState {
  readonly id: string;
  readonly fault: Fault;
  /** Calls that matched so far. */
  readonly seen: number;
  /** Calls that were hit so far. */
  readonly hits: number;
}

const FACTS = ['account', 'region', 'action', 'page'] as const;

function matches({ match }: Fault, facts: CallFacts): boolean {
  return FACTS.every((name) => match[name] === undefined || match[name] === facts[name]);
}

function isHit({ fault, seen, hits }: FaultState): boolean {
  const turn = seen - fault.after;
  return turn > 0 && turn % fault.every === 0 && hits < (fault.times ?? Infinity);
}

/** Keeps faults in the order they were added. */
export class FaultRegistry {
  readonly #states = new Map<string, FaultState>();
  #added = 0;

  /**
   * Puts a fault in force; returns its id.
   * @throws ZodError when it is not well formed.
   */
  add(input: FaultInput): string {
    const fault = faultSchema.parse(input);
    this.#added += 1;
    const id = `fault-${this.#added}`;
    this.#states.set(id, { id, fault, seen: 0, hits: 0 });
    return id;
  }

  /** Lifts a fault; whether it was in force. */
  remove(id: string): boolean {
    return this.#states.delete(id);
  }

  /** Lifts every fault. */
  clear(): void {
    this.#states.clear();
  }

  /** The faults in force with their counters. */
  list(): readonly FaultState[] {
    return [...this.#states.values()];
  }

  /** Counts a call, and returns the effects of the faults that hit it. */
  take(facts: CallFacts): readonly Effect[] {
    return this.list().flatMap((state) => {
      if (!matches(state.fault, facts)) return [];
      const counted = { ...state, seen: state.seen + 1 };
      const hit = isHit(counted);
      this.#states.set(state.id, { ...counted, hits: counted.hits + Number(hit) });
      return hit ? [state.fault.effect] : [];
    });
  }
}
