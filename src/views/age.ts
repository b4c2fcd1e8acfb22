/** What is too old to say how something is now. */

import { wallTimeOf } from '../model/clock.ts';

/** What a view is shown with. */
export interface ShownContext {
  /** The time of day, in milliseconds since the epoch. */
  readonly nowMs: number;
  /** Age in milliseconds past which what a collector saw says nothing about now. */
  readonly staleAfterMs: (collector: string) => number;
}

/** What the views depend on besides the state. */
export interface ViewContext extends ShownContext {
  /** The same moment on the monotonic clock, to which the times of the state belong. */
  readonly monotonicMs: number;
}

/** Whether something was last seen too long ago, by a time of the state. */
export function isStale(
  collector: string,
  seenMs: number,
  { monotonicMs, staleAfterMs }: ViewContext,
): boolean {
  return monotonicMs - seenMs > staleAfterMs(collector);
}

/** The time of day of a time of the state, in milliseconds since the epoch. */
export function timeOfDay(stateMs: number, { nowMs, monotonicMs }: ViewContext): number {
  return wallTimeOf(stateMs, { wallMs: nowMs, monotonicMs });
}
