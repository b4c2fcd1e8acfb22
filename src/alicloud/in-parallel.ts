/** Runs calls side by side; the first failure ends the others. */

import { linkedController } from '../model/abort.ts';

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
