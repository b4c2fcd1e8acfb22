/** What a watcher keeps: of each target, and of all together. */

import type { PresetName } from '../../../src/simulator/faults/faults.ts';
import type { Open } from './explain.ts';
import type { ListedName, TargetModel } from './model.ts';
import type { Sessions } from './sessions.ts';
import type { Place } from './truth.ts';
import type { Weather } from './weather.ts';

/** Where the credentials of a target come from, when that is not always the same place. */
export type Credentials = Pick<Sessions, 'badMs' | 'refused'>;

/** One target as the test knows it. */
export interface Watched {
  readonly place: Place;
  readonly model: TargetModel;
  readonly weather: Weather;
  /** Undefined: they are always there. */
  readonly credentials: Credentials | undefined;
  readonly open: Map<ListedName, Open>;
  /** When its polls last began. */
  readonly startedMs: Record<ListedName, number>;
  /** When the cloud last refused its credentials, after which it pauses; -Infinity: never. */
  refusedMs: number;
  /** Whether something ended that the page tells. */
  isChanged: boolean;
  /** Whether a poll ended since this was set back. */
  hasPolled: boolean;
}

/** Settings of the polls that are watched. */
export interface WatchSettings {
  readonly timeoutMs: number;
  readonly staleAfterMs: number;
}

/** Everything there is to know. */
export interface Tally {
  calls: number;
  readonly faults: Partial<Record<PresetName, number>>;
  polls: number;
  failedPolls: number;
  /** The longest poll that no fault befell. */
  longestUnhitMs: number;
  /** The longest time between the beginnings of two polls of a collector, of all targets. */
  longestUnpolledMs: number;
  /** What was not as it has to be. */
  readonly wrong: string[];
}

/** Nothing yet. */
export function emptyTally(): Tally {
  return {
    calls: 0,
    faults: {},
    polls: 0,
    failedPolls: 0,
    longestUnhitMs: 0,
    longestUnpolledMs: 0,
    wrong: [],
  };
}
