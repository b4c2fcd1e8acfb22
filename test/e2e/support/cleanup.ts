/** Ends what a test has started, also when it failed half-way: what is started is noted down before anything can fail. */

/** Things to undo, the latest first. */
export class Cleanup {
  readonly #steps: (() => unknown)[] = [];

  /** Notes down how to undo what has just been done. */
  add(step: () => unknown): void {
    this.#steps.push(step);
  }

  /** Undoes everything once. @throws AggregateError when steps fail; the others are taken all the same. */
  async run(): Promise<void> {
    const errors: unknown[] = [];
    for (const step of this.#steps.splice(0).toReversed()) {
      await Promise.resolve()
        .then(step)
        .catch((error: unknown) => errors.push(error));
    }
    if (errors.length > 0) throw new AggregateError(errors, 'cannot clean up');
  }
}
