/** Opens several servers together and closes them together. */

import type { Server } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';

import type { Clock } from '../model/clock.ts';
import type { ListenAddress } from '../model/address.ts';
import type { PassedSocket } from './address.ts';
import type { Connections } from './connections.ts';
import { startListening } from './server.ts';

/** Servers that listen. */
export interface Listeners {
  readonly servers: readonly Server[];
  readonly bound: readonly (AddressInfo | string)[];
}

/** Opens a server for every address, or none: those open already are closed when one fails. */
export async function openListeners(
  make: () => Server,
  addresses: readonly (ListenAddress | PassedSocket)[],
  signal: AbortSignal,
): Promise<Listeners> {
  const servers: Server[] = [];
  const bound: (AddressInfo | string)[] = [];
  try {
    for (const address of addresses) {
      const server = make();
      bound.push(await startListening(server, address, signal));
      servers.push(server);
    }
  } catch (error) {
    for (const server of servers) server.close();
    throw error;
  }
  return { servers, bound };
}

/** Stops accepting, lets answers under way finish for `graceMs`, and resolves when every connection is closed. */
export async function closeListeners(
  { servers }: Listeners,
  connections: Connections,
  graceMs: number,
  clock: Clock,
): Promise<void> {
  const closed = servers.map(stopAccepting);
  connections.drain();
  const cancel = clock.after(graceMs, () => {
    connections.destroy();
  });
  await Promise.all(closed);
  cancel();
}

/**
 * Resolves when the last connection is closed. The close() of an HTTP server would cut off answers: it destroys each
 * connection whose answer is complete in memory, sent or not. So it comes last, to stop the server's timer.
 */
function stopAccepting(server: Server): Promise<void> {
  return new Promise((resolve) => {
    NetServer.prototype.close.call(server, () => {
      server.close();
      resolve();
    });
  });
}
