/** A fixed number of places for work that must not pile up. */

/** Counts places taken; whoever finds none left is turned away instead of waiting. */
export class Slots {
  readonly #size: number;
  #taken = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** Takes a place; the returned function gives it back and must be called once. Undefined when all are taken. */
  take(): (() => void) | undefined {
    if (this.#taken >= this.#size) return undefined;
    this.#taken += 1;
    return () => {
      this.#taken -= 1;
    };
  }
}
