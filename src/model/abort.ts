/** Abort controllers and signals, for work that fans out. */

import { setMaxListeners } from 'node:events';

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
