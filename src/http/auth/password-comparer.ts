/** Compares passwords with bcrypt hashes away from the event loop. */

import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** The highest cost taken: past it a login takes longer than a scrape may last, since bcrypt runs in JavaScript here. */
export const MAX_BCRYPT_COST = 16;

const MIN_BCRYPT_COST = 4;
const HASH = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

/** The cost of a bcrypt hash; undefined for text that is none, and for a cost out of range. */
export function bcryptCost(hash: string): number | undefined {
  const cost = Number(HASH.exec(hash)?.[1] ?? Number.NaN);
  return cost >= MIN_BCRYPT_COST && cost <= MAX_BCRYPT_COST ? cost : undefined;
}

/** Something that knows whether a password has a hash. */
export interface PasswordComparer {
  /** Rejects when the comparison could not be made. */
  compare(password: string, hash: string): Promise<boolean>;
  /** Gives up what is running; its callers are rejected. */
  close(): Promise<void>;
}

interface Pending {
  resolve(matches: boolean): void;
  reject(reason: Error): void;
}

// As text, because a worker needs a file of its own or text, and a file has one name in the sources and another once
// they are built.
const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const { compareSync } = require(workerData);
parentPort.on('message', ({ id, password, hash }) => {
  parentPort.postMessage({ id, matches: compareSync(password, hash) });
});
`;

/**
 * One thread that compares in turn, started by the first question. A thread, because bcryptjs is plain JavaScript: its
 * asynchronous form holds the event loop for up to 100 ms at a time (measured: 72 ms at cost 10, stretches of 101 ms at
 * cost 12 and 14), which every scrape meanwhile would feel. One, because a machine that is asked to guess passwords
 * should lose one core to it and no more.
 */
export class WorkerComparer implements PasswordComparer {
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #lastId = 0;

  compare(password: string, hash: string): Promise<boolean> {
    const worker = (this.#worker ??= this.#start());
    const id = (this.#lastId += 1);
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Threads have no origin.
      worker.postMessage({ id, password, hash });
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(WORKER, {
      eval: true,
      workerData: createRequire(import.meta.url).resolve('bcryptjs'),
      env: {},
    });
    worker.unref();
    worker.on('message', ({ id, matches }: { id: number; matches: boolean }) => {
      this.#pending.get(id)?.resolve(matches);
      this.#pending.delete(id);
    });
    // Followed by `exit`; without a listener it would end the process.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      this.#giveUp();
    });
    return worker;
  }

  /** After the end of the thread, whatever ended it: the next question starts another. */
  #giveUp(): void {
    this.#worker = undefined;
    for (const pending of this.#pending.values()) pending.reject(new Error('bcrypt thread ended'));
    this.#pending.clear();
  }
}
