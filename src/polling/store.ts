/** Holds the state of all targets; the values in it are immutable, only which one is current changes. */

import { NO_HISTORY, remember, rememberInTurns, type History } from './history.ts';
import { increment, NOTHING_YET, type CollectorState, type Counts } from './state.ts';
import { targetKey, type Target } from '../model/target.ts';
import type { Items } from './polled.ts';

/** The state of each collector that runs for a target. */
export type CollectorStates = {
  readonly [Name in keyof Items]?: CollectorState<Items[Name]>;
};

/** Attempts of API calls, by action and code. */
export type RequestCounts = Readonly<Record<string, Counts>>;

/** Everything known of one target. */
export interface TargetState {
  readonly target: Target;
  readonly collectors: CollectorStates;
  readonly requests: RequestCounts;
  /** Since when the connections are as they are. */
  readonly history: History;
  /** Regions that are not open to the account; only of the target that finds its regions. */
  readonly closedRegions?: readonly string[];
}

/** Codes counted by name per target and action; an API that makes up ever new codes gets no further series. */
const MAX_CODES = 50;
const OTHER = 'other';

function countRequest(counts: RequestCounts, action: string, code: string): RequestCounts {
  const codes = counts[action] ?? {};
  const isNew = !Object.hasOwn(codes, code);
  const name = isNew && Object.keys(codes).length >= MAX_CODES ? OTHER : code;
  return { ...counts, [action]: increment(codes, name) };
}

/** What is remembered when the collectors' states became others; undefined when they tell nothing new. */
function historyOf<Result>(
  old: TargetState,
  { connections }: CollectorStates,
  find: (...args: Parameters<typeof remember>) => Result,
): Result | undefined {
  const before = old.collectors.connections;
  if (before === undefined || connections === undefined) return undefined;
  // A poll that failed showed nothing, so there is nothing to remember of it.
  if (before.entries === connections.entries) return undefined;
  const nowMs = connections.lastSuccess?.finishedMs ?? 0;
  return find(old.history, before.entries, connections.entries, nowMs);
}

/** The current state of every target. */
export class Store {
  readonly #states = new Map<string, TargetState>();

  /** Begins a target with these collectors; what is known of it already stays. */
  open(target: Target, collectors: readonly (keyof Items)[]): void {
    const old = this.#states.get(targetKey(target));
    // A copy: what is kept of a value, its text for one, belongs to one collector of one target.
    const states = collectors.map(
      (name) => [name, old?.collectors[name] ?? { ...NOTHING_YET }] as const,
    );
    this.#states.set(targetKey(target), {
      target,
      collectors: Object.fromEntries(states),
      requests: old?.requests ?? {},
      history: (collectors.includes('connections') ? old?.history : undefined) ?? NO_HISTORY,
      ...(old?.closedRegions !== undefined && { closedRegions: old.closedRegions }),
    });
  }

  /** Takes note of which of the regions that a target finds are not open to the account. */
  setClosedRegions(target: Target, closedRegions: readonly string[]): void {
    const old = this.get(target);
    if (old !== undefined) this.#states.set(targetKey(target), { ...old, closedRegions });
  }

  /** Forgets a target. */
  close(target: Target): void {
    this.#states.delete(targetKey(target));
  }

  /** The state of one target; undefined when it was never opened or is closed. */
  get(target: Target): TargetState | undefined {
    return this.#states.get(targetKey(target));
  }

  /** All targets, in the order they were opened. */
  list(): readonly TargetState[] {
    return [...this.#states.values()];
  }

  /** Replaces the state of one collector; does nothing when the target is closed. */
  update<Name extends keyof Items>(
    target: Target,
    name: Name,
    change: (state: CollectorState<Items[Name]>) => CollectorState<Items[Name]>,
  ): void {
    const old = this.get(target);
    const state = old?.collectors[name];
    if (old === undefined || state === undefined) return;
    const collectors = { ...old.collectors, [name]: change(state) };
    const history = historyOf(old, collectors, remember) ?? old.history;
    this.#states.set(targetKey(target), { ...old, collectors, history });
  }

  /**
   * Like `update`, in turns of the event loop. Until the last of them what was known before stays; a change that was
   * overtaken is dropped.
   * @throws the reason of the signal, when that is aborted on the way.
   */
  async updateInTurns<Name extends keyof Items>(
    target: Target,
    name: Name,
    change: (state: CollectorState<Items[Name]>) => CollectorState<Items[Name]>,
    signal: AbortSignal,
  ): Promise<void> {
    const old = this.get(target);
    const state = old?.collectors[name];
    if (old === undefined || state === undefined) return;
    const next = change(state);
    const collectors = { ...old.collectors, [name]: next };
    const history = await historyOf(old, collectors, (...what) => rememberInTurns(signal, ...what));
    // Meanwhile others may have changed the rest, or closed the target.
    const now = this.get(target);
    if (now?.collectors[name] !== state) return;
    this.#states.set(targetKey(target), {
      ...now,
      collectors: { ...now.collectors, [name]: next },
      history: history ?? now.history,
    });
  }

  /** Counts one attempt of an API call. */
  countRequest(target: Target, action: string, code: string): void {
    const old = this.get(target);
    if (old === undefined) return;
    this.#states.set(targetKey(target), {
      ...old,
      requests: countRequest(old.requests, action, code),
    });
  }
}
