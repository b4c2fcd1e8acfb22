/** Work that runs beside other work: until a signal or a deadline, in parallel, in turns of the event loop. */

import { setMaxListeners } from 'node:events';
import type { Clock } from './clock.ts';

/** A controller whose signal many calls may listen to at once without Node.js taking them for a leak. */
export function abortController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/** A controller that is aborted with its outer signal; `unlink` must be called when the work is done. */
export interface LinkedController {
  readonly controller: AbortController;
  readonly unlink: () => void;
}

/** AbortSignal.any without its references from a long-lived signal to every short-lived one. */
export function linkedController(outer: AbortSignal): LinkedController {
  const controller = abortController();
  const onAbort = (): void => {
    controller.abort(outer.reason);
  };
  if (outer.aborted) onAbort();
  outer.addEventListener('abort', onAbort, { once: true });
  return {
    controller,
    unlink: () => {
      outer.removeEventListener('abort', onAbort);
    },
  };
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** The outcome of `work`, or the signal's reason as soon as that is aborted; `work` itself goes on for the others. */
export function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      reject(signal.reason);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const unlink = (): void => {
      signal.removeEventListener('abort', onAbort);
    };
    work.finally(unlink).then(resolve, reject);
  });
}

/**
 * Runs `work` with a signal that is aborted with what `error` makes after `ms` milliseconds, or with the outer signal's
 * reason as soon as that is aborted. Settles then, even if `work` ignores its signal.
 */
export async function withDeadline<Result>(
  clock: Clock,
  ms: number,
  error: () => Error,
  work: (signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  signal.throwIfAborted();
  const { controller, unlink } = linkedController(signal);
  // Listens before work does, so that what work throws because of the abort (Node.js' AbortError) comes second.
  const stopped = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => {
      reject(controller.signal.reason);
    });
  });
  const cancel = clock.after(ms, () => {
    controller.abort(error());
  });
  try {
    return await Promise.race([work(controller.signal), stopped]);
  } finally {
    cancel();
    unlink();
  }
}

/** Resolves to the results in order. Rejects with the first failure, after having told the other calls to stop. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  call: (item: Item, signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): Promise<readonly Result[]> {
  const { controller, unlink } = linkedController(signal);
  try {
    return await Promise.all(items.map((item) => call(item, controller.signal)));
  } catch (error) {
    controller.abort();
    throw error;
  } finally {
    unlink();
  }
}

/** A tenth of the longest turn that anything in the process may take. */
const TURN_MS = 10;

/** Lets everything run that waits for the event loop. */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Measures the present turn of the event loop for one piece of long work. */
export class Turn {
  #startMs = performance.now();

  /** Ends the turn when it has lasted long enough. Call it between items that each take well below a millisecond. */
  async pause(): Promise<void> {
    if (performance.now() - this.#startMs < TURN_MS) return;
    await yieldToEventLoop();
    this.#startMs = performance.now();
  }
}

/** What costs some microseconds is done to so many items before others may run. */
const ITEMS = 100;

/**
 * Does the same to each of many items, some in a turn.
 * @throws the reason of the signal, when that is aborted on the way.
 */
export async function inTurns<Item>(
  items: Iterable<Item>,
  act: (item: Item) => void,
  signal?: AbortSignal,
): Promise<void> {
  let left = ITEMS;
  for (const item of items) {
    if (left === 0) {
      await yieldToEventLoop();
      signal?.throwIfAborted();
      left = ITEMS;
    }
    act(item);
    left -= 1;
  }
}
