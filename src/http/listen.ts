/** Opens and closes the HTTP side of the exporter. */

import type { Server } from 'node:http';

import { type Clock, systemClock } from '../model/clock.ts';
import type { ListenAddress } from '../model/address.ts';
import { type PassedSocket, urlOf } from './address.ts';
import { createApp } from './app.ts';
import { Authenticator } from './auth/authenticator.ts';
import { type PasswordComparer, WorkerComparer } from './auth/password-comparer.ts';
import { Connections } from './connections.ts';
import type { HttpDependencies } from './dependencies.ts';
import { handlerOf } from './handlers.ts';
import { type Limits, LIMITS } from './limits.ts';
import { closeListeners, openListeners } from './listeners.ts';
import { RateLimiter } from './limit.ts';
import { Refusals } from './refusals.ts';
import { createBoundedServer } from './server.ts';
import { putTlsInFront } from './tls-front.ts';
import { WatchedWebConfig } from './web-config/watched.ts';
import { NO_WEB_CONFIG, type TlsSettings, type WebConfig } from './web-config/web-config.ts';

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

/** Gives the web configuration as it is now. */
interface WebConfigSource {
  readonly current: () => WebConfig;
  readonly close: () => void;
}

const NO_WEB_CONFIG_FILE: WebConfigSource = {
  current: () => NO_WEB_CONFIG,
  close: () => undefined,
};

/**
 * Serves `deps` on every address.
 * @param webConfigFile value of --web.config.file.
 * @param signal gives up opening; a side that is open is closed by `close` alone.
 * @throws WebConfigError for a file that cannot be used; for an address that cannot be listened on, an error of one
 * line. Addresses opened before it are closed again.
 */
export function listen(
  addresses: readonly (ListenAddress | PassedSocket)[],
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
  addresses: readonly (ListenAddress | PassedSocket)[],
  deps: HttpDependencies,
  webConfigFile: string | undefined,
  signal: AbortSignal,
): Promise<HttpSide> {
  const webConfig = openWebConfig(webConfigFile, options.clock, deps);
  const connections = openConnections(options, deps, webConfig.current);
  const make = serverFactory(options.limits, deps, webConfig.current, connections);
  const listeners = await openListeners(make, addresses, signal).catch((error: unknown) => {
    webConfig.close();
    throw error;
  });

  const { tls, users } = webConfig.current();
  const urls = listeners.bound.map((bound, index) =>
    urlOf(tls === undefined ? 'http' : 'https', addresses[index], bound),
  );
  for (const server of listeners.servers) {
    server.on('error', ({ message }) => {
      deps.log.error({ cause: message }, 'a connection cannot be accepted');
    });
  }
  for (const address of urls) {
    deps.log.info({ address, authentication: users.size > 0 }, 'listening');
  }
  const close = async (graceMs: number): Promise<void> => {
    await closeListeners(listeners, connections, graceMs, options.clock);
    webConfig.close();
    await options.comparer.close();
  };
  let closed: Promise<void> | undefined;
  return { addresses: urls, close: (graceMs) => (closed ??= close(graceMs)) };
}

function openWebConfig(
  file: string | undefined,
  clock: Clock,
  { log, onWebConfigReload }: HttpDependencies,
): WebConfigSource {
  if (file === undefined) return NO_WEB_CONFIG_FILE;
  const watched = new WatchedWebConfig(file, { clock, log, onReload: onWebConfigReload });
  return {
    current: () => watched.current(),
    close: () => {
      watched.close();
    },
  };
}

function openConnections(
  { clock, limits, comparer }: ListenOptions,
  deps: HttpDependencies,
  webConfig: () => WebConfig,
): Connections {
  const rateLimiter = new RateLimiter(clock);
  const authenticator = new Authenticator(comparer, limits.maxWaitingLoginsPerClient);
  const refusals = new Refusals(clock, deps.log);
  const app = createApp({ deps, webConfig, rateLimiter, authenticator, limits, refusals });
  return new Connections({
    clock,
    limits,
    refusals,
    answer: ({ request, response }) => {
      app(request, response);
    },
    ended: ({ request, response }) => {
      // A client that left before its answer has none.
      if (!response.headersSent) return;
      deps.countAnswer(handlerOf(request, deps), response.statusCode);
    },
    refused: () => {
      deps.countRefusedConnection();
    },
  });
}

function serverFactory(
  limits: Limits,
  deps: HttpDependencies,
  webConfig: () => WebConfig,
  connections: Connections,
): () => Server {
  const countAnswer = (status: number): void => {
    deps.countAnswer('other', status);
  };
  return () => {
    const server = createBoundedServer(connections, limits, countAnswer);
    const { tls } = webConfig();
    if (tls !== undefined) {
      const settings = (): TlsSettings => webConfig().tls ?? tls;
      const { handshakeTimeout } = limits;
      putTlsInFront(server, { settings, handshakeTimeout, log: deps.log });
    }
    server.on('connection', (socket) => {
      connections.accept(socket);
    });
    return server;
  };
}
