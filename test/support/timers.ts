/** Timers in the order they are due. */

/** One that waits. */
export interface Timer {
  readonly dueMs: number;
  readonly callback: () => void;
}

interface Entry extends Timer {
  /** Of two timers at the same time the older one runs first. */
  readonly serial: number;
}

function isBefore(first: Entry, second: Entry): boolean {
  return (
    first.dueMs < second.dueMs || (first.dueMs === second.dueMs && first.serial < second.serial)
  );
}

/** A binary heap: thousands of targets have thousands of timers. Cancelled ones leave it when they would be due. */
export class Timers {
  readonly #heap: Entry[] = [];
  readonly #waiting = new Set<Entry>();
  #serial = 0;

  /** How many wait. */
  get size(): number {
    return this.#waiting.size;
  }

  /** @returns what cancels it */
  add(dueMs: number, callback: () => void): () => void {
    this.#serial += 1;
    const entry = { dueMs, callback, serial: this.#serial };
    this.#waiting.add(entry);
    this.#push(entry);
    return () => {
      this.#waiting.delete(entry);
    };
  }

  /** Takes the first that is due by `endMs`. */
  take(endMs: number): Timer | undefined {
    for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
      if (this.#waiting.has(first) && first.dueMs > endMs) return undefined;
      this.#shift();
      if (this.#waiting.delete(first)) return first;
    }
    return undefined;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    for (let up = (at - 1) >> 1; at > 0 && isBefore(entry, heap[up]!); up = (at - 1) >> 1) {
      heap[at] = heap[up]!;
      at = up;
    }
    heap[at] = entry;
  }

  #shift(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = at * 2 + 1;
      const right = heap[down + 1];
      if (right !== undefined && isBefore(right, heap[down]!)) down += 1;
      const least = heap[down];
      if (least === undefined || !isBefore(least, last)) break;
      heap[at] = least;
      at = down;
    }
    heap[at] = last;
  }
}
