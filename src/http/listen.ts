/** Opens and closes the HTTP side of the exporter. */

import type { Server } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';

import { type Clock, systemClock } from '../model/clock.ts';
import { countAnswer, createApp } from './app.ts';
import { Authenticator } from './auth/authenticator.ts';
import { type PasswordComparer, WorkerComparer } from './auth/password-comparer.ts';
import { Connections } from './connections.ts';
import type { HttpDependencies } from './dependencies.ts';
import { type Limits, LIMITS } from './limits.ts';
import { Refusals } from './reply.ts';
import { createBoundedServer, type Listenable, startListening, urlOf } from './server.ts';
import { putTlsInFront } from './tls-front.ts';
import { WatchedWebConfig } from './web-config/watched.ts';
import { NO_WEB_CONFIG, type WebConfigSource } from './web-config/web-config.ts';

/** A running HTTP side. */
export interface HttpSide {
  /** A URL for each listen address, in their order, with the ports that the system gave. */
  readonly addresses: readonly string[];
  /**
   * Stops accepting, closes waiting connections at once and the others after their answers, or after `graceMs` at the
   * latest. Resolves when all are closed; a second call waits for the first.
   */
  close(graceMs: number): Promise<void>;
}

/** What a test replaces. */
export interface ListenOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly comparer: PasswordComparer;
}

/**
 * Serves `deps` on every address.
 * @param webConfigFile value of --web.config.file.
 * @param signal gives up opening; a side that is open is closed by `close` alone.
 * @throws ConfigError for a file that cannot be used; for an address that cannot be listened on, an error of one
 * line. Addresses opened before it are closed again.
 */
export function listen(
  addresses: readonly Listenable[],
  deps: HttpDependencies,
  webConfigFile: string | undefined,
  signal: AbortSignal,
): Promise<HttpSide> {
  const options = { clock: systemClock, limits: LIMITS, comparer: new WorkerComparer() };
  return listenWith(options, addresses, deps, webConfigFile, signal);
}

/** The same with a clock, limits and a comparer of passwords of the caller's choice. */
export async function listenWith(
  options: ListenOptions,
  addresses: readonly Listenable[],
  deps: HttpDependencies,
  webConfigFile: string | undefined,
  signal: AbortSignal,
): Promise<HttpSide> {
  const { clock } = options;
  const { log, onWebConfigReload: onReload } = deps;
  const webConfig =
    webConfigFile === undefined
      ? NO_WEB_CONFIG
      : new WatchedWebConfig(webConfigFile, { clock, log, onReload });
  const connections = createConnections(options, deps, webConfig);
  const make = () => createServer(options.limits, deps, webConfig, connections);
  const { servers, bound } = await openAll(make, addresses, signal).catch((error: unknown) => {
    webConfig.close();
    throw error;
  });

  for (const server of servers) {
    server.on('error', ({ message }) => {
      log.error({ cause: message }, 'a connection cannot be accepted');
    });
  }
  const { tls, users } = webConfig.current;
  const scheme = tls === undefined ? 'http' : 'https';
  const urls = bound.map((each, index) => urlOf(scheme, addresses[index], each));
  for (const address of urls) log.info({ address, authentication: users.size > 0 }, 'listening');
  const close = async (graceMs: number): Promise<void> => {
    await closeAll(servers, connections, clock, graceMs);
    webConfig.close();
    await options.comparer.close();
  };
  let closed: Promise<void> | undefined;
  return { addresses: urls, close: (graceMs) => (closed ??= close(graceMs)) };
}

async function closeAll(
  servers: readonly Server[],
  connections: Connections,
  clock: Clock,
  graceMs: number,
): Promise<void> {
  const stopped = servers.map(stopAccepting);
  connections.drain();
  const cancel = clock.after(graceMs, () => {
    connections.destroy();
  });
  await Promise.all(stopped);
  cancel();
}

function createConnections(
  { clock, limits, comparer }: ListenOptions,
  deps: HttpDependencies,
  webConfig: WebConfigSource,
): Connections {
  const authenticator = new Authenticator(comparer, limits.maxWaitingLoginsPerClient);
  const refusals = new Refusals(clock, deps.log);
  return new Connections({
    clock,
    limits,
    refusals,
    answer: createApp({ deps, webConfig, clock, authenticator, limits, refusals }),
    ended: countAnswer(deps),
    refused: () => {
      deps.countRefusedConnection();
    },
  });
}

function createServer(
  limits: Limits,
  deps: HttpDependencies,
  webConfig: WebConfigSource,
  connections: Connections,
): Server {
  const server = createBoundedServer(connections, limits, (status) => {
    deps.countAnswer('other', status);
  });
  const { tls } = webConfig.current;
  if (tls !== undefined) {
    putTlsInFront(server, {
      settings: () => webConfig.current.tls ?? tls,
      handshakeTimeout: limits.handshakeTimeout,
      log: deps.log,
    });
  }
  server.on('connection', (socket) => {
    connections.accept(socket);
  });
  return server;
}

/** Opens a server for every address, or none: those open already are closed when one fails. */
async function openAll(make: () => Server, addresses: readonly Listenable[], signal: AbortSignal) {
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
