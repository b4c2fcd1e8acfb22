/** A server of pages in memory, and a poll of it whose page reads are served when a schedule says so. */

import { type PageSource, type Rows, readAllRows } from '../../../src/alicloud/list.ts';
import { ApiError } from '../../../src/model/failure.ts';
import { settle } from '../../support/fake-clock.ts';

export interface Row {
  readonly id: string;
}

export const idOf = (row: unknown): string | undefined => (row as Row | null)?.id;

export const rowsOf = (ids: readonly string[]): readonly Row[] => ids.map((id) => ({ id }));

/** Ids r0, r1 and so on. */
export const ids = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `r${index}`);

/** Where the API puts a new row; nobody promises any of these. */
export type Order = 'append' | 'newest first' | 'anywhere';

/** One thing that happens; numbers pick among what there is, modulo its length. */
export type Step =
  | { readonly kind: 'serve'; readonly pick: number }
  | { readonly kind: 'create'; readonly pick: number }
  | { readonly kind: 'delete'; readonly pick: number };

/** A change of the rows, and when it happened. */
export interface Change {
  readonly kind: 'create' | 'delete';
  /** Walks that were begun by then: page 1 was served that often. */
  readonly walk: number;
  /** Whether reads of that walk were still to come. */
  readonly isDuring: boolean;
}

/** What a poll did and what it met. */
export interface Poll {
  /** Undefined when the poll is incomplete. */
  readonly result: Rows | undefined;
  readonly calls: number;
  /** The ids there were, at every moment from the beginning to the end. */
  readonly moments: readonly ReadonlySet<string>[];
  readonly changes: readonly Change[];
}

interface Read {
  readonly page: number;
  readonly serve: () => void;
}

interface Moment {
  readonly kind: 'create' | 'delete' | 'serve';
  readonly page: number;
}

/** Polls rows that change as `steps` say; when there are no steps left, reads are served in order. */
export class ScheduledPoll {
  readonly #order: Order;
  readonly #pageSize: number;
  #rows: readonly string[];
  #created = 0;
  #calls = 0;
  #pending: readonly Read[] = [];
  readonly #moments: ReadonlySet<string>[];
  readonly #log: Moment[] = [];

  constructor(rows: readonly string[], order: Order, pageSize: number) {
    this.#rows = rows;
    this.#order = order;
    this.#pageSize = pageSize;
    this.#moments = [new Set(rows)];
  }

  async run(steps: readonly Step[]): Promise<Poll> {
    const state = { isOver: false };
    const work = readAllRows(this.#source(), new AbortController().signal)
      .catch((error: unknown) => {
        if (error instanceof ApiError && error.failure.reason === 'incomplete') return undefined;
        throw error;
      })
      .finally(() => {
        state.isOver = true;
      });
    const rest = [...steps];
    for (await settle(); !state.isOver; await settle()) {
      this.#do(rest.shift() ?? { kind: 'serve', pick: 0 });
    }
    return {
      result: await work,
      calls: this.#calls,
      moments: this.#moments,
      changes: this.#changes(),
    };
  }

  #source(): PageSource {
    return {
      pageSize: this.#pageSize,
      idOf,
      fetch: (page) =>
        new Promise((resolve) => {
          this.#calls += 1;
          const serve = (): void => {
            this.#log.push({ kind: 'serve', page });
            const start = (page - 1) * this.#pageSize;
            const rows = rowsOf(this.#rows.slice(start, start + this.#pageSize));
            resolve({ rows, total: this.#rows.length });
          };
          this.#pending = [...this.#pending, { page, serve }];
        }),
    };
  }

  #do(step: Step): void {
    if (step.kind === 'serve') {
      const read = this.#pending[step.pick % this.#pending.length];
      this.#pending = this.#pending.filter((other) => other !== read);
      read?.serve();
      return;
    }
    if (step.kind === 'create') this.#create(step.pick);
    else this.#delete(step.pick);
    this.#log.push({ kind: step.kind, page: 0 });
    this.#moments.push(new Set(this.#rows));
  }

  #create(pick: number): void {
    this.#created += 1;
    const { length } = this.#rows;
    const place = { append: length, 'newest first': 0, anywhere: pick % (length + 1) }[this.#order];
    this.#rows = this.#rows.toSpliced(place, 0, `new${this.#created}`);
  }

  #delete(pick: number): void {
    this.#rows = this.#rows.filter((_, index) => index !== pick % this.#rows.length);
  }

  #changes(): readonly Change[] {
    return this.#log.flatMap(({ kind }, index) => {
      if (kind === 'serve') return [];
      const walk = this.#log.slice(0, index).filter(({ page }) => page === 1).length;
      const next = this.#log.slice(index).find(({ page }) => page > 0);
      return [{ kind, walk, isDuring: walk > 0 && next !== undefined && next.page !== 1 }];
    });
  }
}
