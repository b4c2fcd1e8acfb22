/** Opens the sockets that requests are sent over: TCP to names with several addresses (happy eyeballs, RFC 8305), a proxy's tunnel where there is one, TLS. */

import { lookup } from 'node:dns/promises';
import { request } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import buildConnector from 'undici/lib/core/connect.js';
import {
  blaming,
  ConnectionError,
  type Destination,
  peerName,
  peerOf,
  type Proxy,
  type Route,
} from './peer.ts';
import { readSmallFile } from '../../config/file.ts';
import { linkedController, untilAborted } from '../../model/concurrency.ts';

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
async function connect(hostname: string, port: number, signal: AbortSignal): Promise<Socket> {
  // A name server that does not answer cannot be told to stop.
  const addresses = await untilAborted(addressesOf(hostname), signal);
  return race(addresses, port, signal);
}

/** Resolves with `socket`, a connection to the proxy, once it leads to the destination. */
function openTunnel(
  socket: Socket,
  proxy: Proxy,
  to: Destination,
  signal: AbortSignal,
): Promise<Socket> {
  const authority = peerName(to);
  const { authorization } = proxy;
  return new Promise((resolve, reject) => {
    const connect = request({
      method: 'CONNECT',
      path: authority,
      headers: {
        host: authority,
        ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
      },
      createConnection: () => socket,
      signal,
    });
    connect.once('error', reject);
    connect.once('connect', ({ statusCode = 0 }, tunnel: Socket, head) => {
      connect.off('error', reject);
      if (statusCode >= 200 && statusCode < 300) {
        if (head.length > 0) tunnel.unshift(head);
        resolve(tunnel);
        return;
      }
      tunnel.destroy();
      reject(new ConnectionError(`PROXY_STATUS_${statusCode}`, peerOf({ to, proxy })));
    });
    connect.end();
  });
}

/** Opens a socket that is ready for HTTP. Rejects with a ConnectionError, or with the signal's reason. */
export type OpenSocket = (route: Route, signal: AbortSignal) => Promise<Socket>;

/** Makes a TLS client out of a connection. */
type Secure = (socket: Socket, to: Destination, signal: AbortSignal) => Promise<Socket>;

/** @param ca certificates in PEM that are trusted instead of those of Node.js */
function securing(ca?: string): Secure {
  // The signal is the only limit of time; the connector resumes TLS sessions.
  const handshake = buildConnector({ timeout: 0, ...(ca === undefined ? {} : { ca }) });
  return (socket, { protocol, hostname, port }, signal) =>
    new Promise((resolve, reject) => {
      const onAbort = (): void => {
        socket.destroy();
        reject(signal.reason);
      };
      signal.throwIfAborted();
      signal.addEventListener('abort', onAbort, { once: true });
      const where = { protocol, hostname, host: hostname, port: String(port), httpSocket: socket };
      handshake(where, (error, secured) => {
        signal.removeEventListener('abort', onAbort);
        if (error === null) {
          resolve(secured);
        } else {
          socket.destroy();
          reject(error);
        }
      });
    });
}

/** Reads the file again for every connection: it may be renewed at any time, and connections are few. */
function securingFromFile(caFile: string): Secure {
  let known: { readonly ca: string; readonly secure: Secure } | undefined;
  return async (socket, to, signal) => {
    const ca = await blaming(`ca_file ${caFile}`, signal, async () =>
      (await readSmallFile(caFile)).content.toString(),
    );
    if (known?.ca !== ca) known = { ca, secure: securing(ca) };
    return known.secure(socket, to, signal);
  };
}

/** @param caFile what is trusted instead of the certificates of Node.js and NODE_EXTRA_CA_CERTS, in PEM */
export function socketOpener(caFile?: string): OpenSocket {
  const secure = caFile === undefined ? securing() : securingFromFile(caFile);
  const open = async (to: Destination, signal: AbortSignal): Promise<Socket> => {
    const socket = await connect(to.hostname, to.port, signal);
    return to.protocol === 'http:' ? socket : secure(socket, to, signal);
  };
  return async (route, signal) => {
    const { to, proxy } = route;
    if (proxy === undefined) return blaming(peerName(to), signal, () => open(to, signal));
    const peer = `proxy ${peerName(proxy)}`;
    const socket = await blaming(peer, signal, () => open(proxy, signal));
    if (to.protocol === 'http:') return socket;
    const tunnel = await blaming(peer, signal, () => openTunnel(socket, proxy, to, signal));
    return blaming(peerOf(route), signal, () => secure(tunnel, to, signal));
  };
}
