/** One judgement of everything that is known, shared by all who look within a second. */

import { momentOf, type Clock } from '../model/clock.ts';
import type { TargetState } from '../polling/store.ts';
import type { ViewContext } from './age.ts';
import { overviewInTurns, type Overview } from './overview.ts';

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
  readonly staleAfterMs: ViewContext['staleAfterMs'];
}

/** The overview of the present second. */
export class SharedOverview {
  readonly #source: () => OverviewSource;
  readonly #clock: Clock;
  #last: DatedOverview | undefined;
  #judgedMs = -Infinity;
  /** The judgement in the making. */
  #next: Promise<DatedOverview> | undefined;

  constructor(source: () => OverviewSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** The overview, at most a second old when it is asked for. */
  get(): Promise<DatedOverview> {
    const isRecent = this.#clock.monotonic() - this.#judgedMs < SHARED_MS;
    if (this.#last !== undefined && isRecent) return Promise.resolve(this.#last);
    this.#next ??= this.#judge().finally(() => {
      this.#next = undefined;
    });
    return this.#next;
  }

  async #judge(): Promise<DatedOverview> {
    const { wallMs: nowMs, monotonicMs } = momentOf(this.#clock);
    const { targets, staleAfterMs } = this.#source();
    const overview = await overviewInTurns(targets, { nowMs, monotonicMs, staleAfterMs });
    this.#last = { overview, nowMs };
    this.#judgedMs = monotonicMs;
    return this.#last;
  }
}
