/** Long work in short steps, so that requests are answered in between. */

/** Lets everything run that waits for the event loop. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Does the work to its end at once. */
export function finish<Result>(work: Generator<undefined, Result>): Result {
  let step = work.next();
  while (step.done !== true) step = work.next();
  return step.value;
}

/** Does the work to its end, with a breath after each step; work of no step is done at once. */
export async function inSteps<Result>(work: Generator<undefined, Result>): Promise<Result> {
  let step = work.next();
  while (step.done !== true) {
    await breathe();
    step = work.next();
  }
  return step.value;
}
