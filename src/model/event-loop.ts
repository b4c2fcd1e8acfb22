/** Long work in short turns of the event loop, so that requests are answered in between. */

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
