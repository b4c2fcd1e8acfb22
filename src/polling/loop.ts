/** One sequential loop: polls of a target never overlap. */

import { sleep, type Clock } from '../model/clock.ts';

/** Timing of a loop, in milliseconds. */
export interface LoopTiming {
  /** Before the first round. */
  readonly delayMs: number;
  /** From start to start, asked for after each round; one that takes longer is followed by the next at once. */
  readonly intervalMs: () => number;
}

/** Runs `round` until the signal is aborted; resolves then. `round` must not reject. */
export async function loop(
  round: () => Promise<void>,
  timing: LoopTiming,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let startMs = clock.monotonic() + timing.delayMs;
  while (await waitUntil(startMs, clock, signal)) {
    const startedMs = clock.monotonic();
    await round();
    // What was missed is not made up for.
    startMs = Math.max(startedMs + timing.intervalMs(), clock.monotonic());
  }
}

async function waitUntil(whenMs: number, clock: Clock, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(clock, Math.max(0, whenMs - clock.monotonic()), signal);
    return !signal.aborted;
  } catch {
    return false;
  }
}
