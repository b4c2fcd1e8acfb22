/** Who asks, and how much of what must not pile up each of them may take. */

import type { ServerResponse } from 'node:http';
import { BlockList, isIPv4, isIPv6 } from 'node:net';

const MAPPED = new BlockList();
MAPPED.addSubnet('::ffff:0:0', 96, 'ipv6');

/** Groups of 16 bits that name the network of an IPv6 address: a /64 is what one customer gets, so one client. */
const NETWORK_GROUPS = 4;

/** The client behind a remote address: an IPv4 address, the /64 of an IPv6 address, or the text itself. */
export function clientOf(address = ''): string {
  const [plain = ''] = address.split('%', 1);
  if (!isIPv6(plain)) return plain;
  const dotted = plain.slice(plain.lastIndexOf(':') + 1);
  if (isIPv4(dotted) && MAPPED.check(plain, 'ipv6')) return dotted;
  return `${networkOf(plain)}::/64`;
}

function networkOf(address: string): string {
  const [head = [], tail] = address.split('::', 2).map(groupsOf);
  const missing = tail === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array<string>(missing).fill('0'), ...(tail ?? [])];
  return groups
    .slice(0, NETWORK_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** The groups of one side of a `::`; an IPv4 address at the end counts for two. */
function groupsOf(text: string): readonly string[] {
  if (text === '') return [];
  return text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]));
}

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

  /** Takes a slot; the returned function, to be called once, gives it back. Undefined when none is left for the client. */
  take(client: string): (() => void) | undefined {
    const own = this.#takenBy.get(client) ?? 0;
    if (this.#taken >= this.#size || own >= this.#sizePerClient) return undefined;
    this.#add(client, 1);
    return () => {
      this.#add(client, -1);
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

/** Whether the answer is out, or its connection closed before that. */
export function isOver(response: ServerResponse): boolean {
  return response.destroyed || response.req.socket.destroyed;
}

/**
 * Calls `callback` once the answer is out or its connection closed: at once where that has happened already, since the
 * event of it does not come again.
 */
export function whenOver(response: ServerResponse, callback: () => void): void {
  if (isOver(response)) callback();
  else response.once('close', callback);
}
