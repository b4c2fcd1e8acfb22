/** One judgement of everything that is known, shared by all who look within a second. */

import type { TargetState } from '../polling/store.ts';
import { overviewOf, type Overview } from './overview.ts';

/** Judging and sorting thousands of connections takes tens of milliseconds: once a second is often enough for people. */
const SHARED_MS = 1_000;

/** An overview and when it was made, in milliseconds since the epoch. */
export interface DatedOverview {
  readonly overview: Overview;
  readonly nowMs: number;
}

/** What it is made of, as of now. */
export interface OverviewSource {
  readonly targets: readonly TargetState[];
  readonly staleAfterMs: number;
}

/** The overview of the present second. */
export class SharedOverview {
  readonly #source: () => OverviewSource;
  readonly #now: () => number;
  #last: DatedOverview | undefined;

  constructor(source: () => OverviewSource, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  /** The overview, at most a second old. */
  get(): DatedOverview {
    const nowMs = this.#now();
    const ageMs = nowMs - (this.#last?.nowMs ?? -Infinity);
    // A clock that was set back gives a negative age.
    if (this.#last === undefined || ageMs < 0 || ageMs >= SHARED_MS) {
      const { targets, staleAfterMs } = this.#source();
      this.#last = { overview: overviewOf(targets, { nowMs, staleAfterMs }), nowMs };
    }
    return this.#last;
  }
}
