/** Holds the state of all targets; the values in it are immutable, only which one is current changes. */

import type { Connection, ConnectionRoutes, Diagnosis, Gateway, Region } from './domain.ts';
import { NO_HISTORY, remember, type History } from './history.ts';
import { increment, NOTHING_YET, type CollectorState, type Counts } from './state.ts';
import { targetKey, type Target } from './target.ts';

/** What each collector keeps. `regions` belongs to the discovery of an account's regions. */
export interface Items {
  readonly connections: Connection;
  readonly gateways: Gateway;
  readonly diagnosis: Diagnosis;
  readonly routes: ConnectionRoutes;
  readonly regions: Region;
}

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
  /** Of the connections. */
  readonly history: History;
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

/** What is remembered when the collectors' states became others. */
function historyOf(old: TargetState, { connections }: CollectorStates): History {
  const before = old.collectors.connections;
  if (before === undefined || connections === undefined) return old.history;
  // A poll that failed showed nothing, so there is nothing to remember of it.
  if (before.entries === connections.entries) return old.history;
  const nowMs = connections.lastSuccess?.finishedMs ?? 0;
  return remember(old.history, before.entries, connections.entries, nowMs);
}

/** The current state of every target. */
export class Store {
  readonly #states = new Map<string, TargetState>();

  /** Begins a target with these collectors; what is known of it already stays. */
  open(target: Target, collectors: readonly (keyof Items)[]): void {
    const old = this.#states.get(targetKey(target));
    const states = collectors.map((name) => [name, old?.collectors[name] ?? NOTHING_YET] as const);
    this.#states.set(targetKey(target), {
      target,
      collectors: Object.fromEntries(states),
      requests: old?.requests ?? {},
      history: (collectors.includes('connections') ? old?.history : undefined) ?? NO_HISTORY,
    });
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
    const history = historyOf(old, collectors);
    this.#states.set(targetKey(target), { ...old, collectors, history });
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
