/** Timelines as pure arithmetic: which changes have happened by a given time. */

import type { Json } from './json.ts';
import type { TimelineEvent } from './scenario.ts';

/** One field of one row, as it became at a point in time. */
export interface Change {
  readonly id: string;
  readonly path: string;
  readonly value: Json;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
}

/** Seconds at which an event happened last, `elapsed` seconds into the scenario; undefined before the first time. */
function lastOccurrence(event: TimelineEvent, elapsed: number): number | undefined {
  if (elapsed < event.atSeconds) return undefined;
  if (event.everySeconds === undefined) return event.atSeconds;
  const rounds = Math.floor((elapsed - event.atSeconds) / event.everySeconds);
  return event.atSeconds + rounds * event.everySeconds;
}

function changesOf(event: TimelineEvent, startMs: number, nowMs: number): readonly Change[] {
  const seconds = lastOccurrence(event, (nowMs - startMs) / 1000);
  if (seconds === undefined) return [];
  const atMs = startMs + seconds * 1000;
  return Object.entries(event.set).map(([path, value]) => ({ id: event.id, path, value, atMs }));
}

/**
 * The changes in force at `nowMs`, oldest first; of changes at the same moment the later event of the list wins.
 * @param startMs when the scenario started, in milliseconds since the epoch.
 */
export function changesAt(
  events: readonly TimelineEvent[],
  startMs: number,
  nowMs: number,
): readonly Change[] {
  return events
    .flatMap((event) => changesOf(event, startMs, nowMs))
    .toSorted((one, other) => one.atMs - other.atMs);
}
