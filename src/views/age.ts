/** What is too old to say how something is now. */

/** What the views depend on besides the state. */
export interface ViewContext {
  readonly nowMs: number;
  /** Age in milliseconds past which what was seen says nothing about now. */
  readonly staleAfterMs: number;
}

/** Whether something was last seen too long ago. */
export function isStale(seenMs: number, { nowMs, staleAfterMs }: ViewContext): boolean {
  return nowMs - seenMs > staleAfterMs;
}
