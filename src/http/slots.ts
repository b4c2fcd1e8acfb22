/** A fixed number of slots for work that must not pile up. */

import type { ServerResponse } from 'node:http';

import { clientOf } from './client.ts';

/** Counts slots taken, in all and by each client; who finds none left is refused instead of waiting. */
export class Slots {
  readonly #size: number;
  readonly #sizePerClient: number;
  readonly #takenBy = new Map<string, number>();
  #taken = 0;

  constructor(size: number, sizePerClient = size) {
    this.#size = size;
    this.#sizePerClient = sizePerClient;
  }

  /** Takes a slot; the returned function gives it back, once. Undefined when none is left for the client. */
  take(client: string): (() => void) | undefined {
    const own = this.#takenBy.get(client) ?? 0;
    if (this.#taken >= this.#size || own >= this.#sizePerClient) return undefined;
    this.#add(client, 1);
    let isTaken = true;
    return () => {
      if (isTaken) this.#add(client, -1);
      isTaken = false;
    };
  }

  /** Takes a slot until the answer is out or its connection closed; false when none is left for the client. */
  hold(response: ServerResponse): boolean {
    const release = this.take(clientOf(response.req.socket.remoteAddress));
    if (release !== undefined) whenOver(response, release);
    return release !== undefined;
  }

  #add(client: string, change: number): void {
    const own = (this.#takenBy.get(client) ?? 0) + change;
    this.#taken += change;
    if (own === 0) this.#takenBy.delete(client);
    else this.#takenBy.set(client, own);
  }
}

/**
 * Calls `callback` once the answer is out or its connection closed: at once where that has happened already, since the
 * event of it does not come again.
 */
export function whenOver(response: ServerResponse, callback: () => void): void {
  if (response.destroyed || response.req.socket.destroyed) callback();
  else response.once('close', callback);
}
