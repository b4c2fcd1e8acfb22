/** Long work in short steps, so that requests are answered in between. */

import { yieldToEventLoop } from './event-loop.ts';

/** Does the work to its end at once. */
export function finish<Result>(work: Generator<undefined, Result>): Result {
  let step = work.next();
  while (step.done !== true) step = work.next();
  return step.value;
}

/**
 * Does the work to its end, with a breath after each step; work of no step is done at once.
 * @throws the reason of the signal, when that is aborted on the way.
 */
export async function inSteps<Result>(
  work: Generator<undefined, Result>,
  signal?: AbortSignal,
): Promise<Result> {
  let step = work.next();
  while (step.done !== true) {
    await yieldToEventLoop();
    signal?.throwIfAborted();
    step = work.next();
  }
  return step.value;
}

/** What costs some microseconds is done to so many items before others may run. */
const ITEMS = 100;

/** Does the same to each of many items, some at a step. */
export function* each<Item>(
  items: Iterable<Item>,
  act: (item: Item) => void,
): Generator<undefined, void> {
  let left = ITEMS;
  for (const item of items) {
    if (left === 0) {
      yield;
      left = ITEMS;
    }
    act(item);
    left -= 1;
  }
}
