/** Opens TCP connections to names with several addresses: happy eyeballs, RFC 8305. */

import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { linkedController } from '../../model/abort.ts';

/** How long an attempt goes on alone. Unlike those of Node.js, it is not given up when the next one begins. */
const HEAD_START_MS = 250;

/** All attempts have begun by then, however many addresses there are. */
const LAST_START_MS = 2000;

/** What says little about the endpoint: the machine has no way to this family of addresses. */
const NO_ROUTE: ReadonlySet<unknown> = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL']);

interface Address {
  readonly address: string;
  readonly family: number;
}

/** Addresses of both families by turns, beginning with the resolver's first choice. */
function byTurns(addresses: readonly Address[]): readonly Address[] {
  const preferred = addresses.filter(({ family }) => family === addresses[0]?.family);
  const others = addresses.filter(({ family }) => family !== addresses[0]?.family);
  return Array.from({ length: Math.max(preferred.length, others.length) }, (_, index) => [
    preferred[index],
    others[index],
  ])
    .flat()
    .filter((each) => each !== undefined);
}

async function addressesOf(hostname: string): Promise<readonly Address[]> {
  const family = isIP(hostname);
  if (family !== 0) return [{ address: hostname, family }];
  return byTurns(await lookup(hostname, { all: true }));
}

/** The error that says most. */
function best(errors: readonly Error[]): Error | undefined {
  return errors.find((error) => !NO_ROUTE.has(Reflect.get(error, 'code'))) ?? errors[0];
}

function connectTo({ address }: Address, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connectTcp({ host: address, port, noDelay: true, keepAlive: true });
    const onAbort = (): void => {
      socket.destroy();
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', reject);
    socket.once('connect', () => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** The first connection that is made; each attempt begins when the one before has failed, or had its head start. */
async function race(
  addresses: readonly Address[],
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  const { controller, unlink } = linkedController(signal);
  const headStartMs = Math.min(HEAD_START_MS, LAST_START_MS / addresses.length);
  let turn: Promise<unknown> = Promise.resolve();
  const attempts = addresses.map((address) => {
    const start = turn;
    const attempt = start.then(() => connectTo(address, port, controller.signal));
    const failed = new Promise((resolve) => {
      attempt.catch(resolve);
    });
    const late = start.then(() => sleep(headStartMs, undefined, { signal: controller.signal }));
    turn = Promise.race([failed, late]).catch(() => undefined);
    return attempt;
  });
  try {
    return await Promise.any(attempts);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof AggregateError ? best(error.errors) : error;
  } finally {
    // Ends the other attempts.
    controller.abort();
    unlink();
  }
}

/** A TCP connection to a name or an address. Rejects with the error of Node.js, or with the signal's reason. */
export async function connect(
  hostname: string,
  port: number,
  signal: AbortSignal,
): Promise<Socket> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason);
    });
  });
  // A name server that does not answer cannot be told to stop.
  const addresses = await Promise.race([addressesOf(hostname), aborted]);
  return race(addresses, port, signal);
}
