/** Ends work that takes too long, on the injected clock. */

import { linkedController } from '../model/abort.ts';
import type { Clock } from '../model/clock.ts';

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
