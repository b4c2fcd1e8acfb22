/** Work for one worker, shared fairly between the clients that ask for it. */

/** A request that waits for a task. */
export interface Asker {
  /** The client whose turn it takes. */
  readonly client: string;
  /** Whether the answer is of no use any more. */
  isGone(): boolean;
}

/** A task that waits, and those who wait for it. */
interface Entry {
  readonly key: string;
  readonly run: () => Promise<boolean>;
  readonly askers: Asker[];
  readonly result: Promise<boolean | undefined>;
  readonly settle: (result: Promise<boolean> | undefined) => void;
}

/** Runs one task at a time. Clients take turns, so one that has many tasks delays another by one of them at most. */
export class FairQueue {
  readonly #maxPerClient: number;
  /** The tasks that wait, by client; the order of the map is that of the clients' turns. */
  readonly #waiting = new Map<string, Entry[]>();
  #running: { readonly key: string; readonly result: Promise<boolean> } | undefined;

  /** @param maxPerClient tasks of one client that may wait. */
  constructor(maxPerClient: number) {
    this.#maxPerClient = maxPerClient;
  }

  /**
   * Runs a task in its turn. Whoever asks for the same, by its key, shares the task that runs, and within one client the
   * one that waits. Resolves to undefined when too many tasks of the client wait, or when all who asked are gone.
   */
  run(asker: Asker, key: string, task: () => Promise<boolean>): Promise<boolean | undefined> {
    if (this.#running?.key === key) return this.#running.result;
    const own = this.#wanted(asker.client);
    const same = own.find((entry) => entry.key === key);
    if (same !== undefined) {
      same.askers.push(asker);
      return same.result;
    }
    if (own.length >= this.#maxPerClient) return Promise.resolve(undefined);
    const entry = createEntry(key, task, asker);
    own.push(entry);
    this.#waiting.set(asker.client, own);
    this.#startNext();
    return entry.result;
  }

  /** The tasks of a client without those that nobody wants any more. */
  #wanted(client: string): Entry[] {
    return (this.#waiting.get(client) ?? []).filter(({ askers, settle }) => {
      const isWanted = !askers.every((asker) => asker.isGone());
      if (!isWanted) settle(undefined);
      return isWanted;
    });
  }

  #startNext(): void {
    while (this.#running === undefined) {
      const [client] = this.#waiting.keys();
      if (client === undefined) return;
      const [entry, ...rest] = this.#wanted(client);
      this.#waiting.delete(client);
      // To the end of the round.
      if (rest.length > 0) this.#waiting.set(client, rest);
      if (entry !== undefined) this.#start(entry);
    }
  }

  #start({ key, run, settle }: Entry): void {
    const result = run().finally(() => {
      this.#running = undefined;
      this.#startNext();
    });
    this.#running = { key, result };
    settle(result);
  }
}

function createEntry(key: string, run: () => Promise<boolean>, asker: Asker): Entry {
  let settle: Entry['settle'] = () => undefined;
  const result = new Promise<boolean | undefined>((resolve) => {
    settle = resolve;
  });
  return { key, run, askers: [asker], result, settle };
}
