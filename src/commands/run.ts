/** The daemon: polls and serves until it is told to stop. */

import type { RunCommand } from '../cli/command.ts';
import { listen, type HttpSide } from '../http/listen.ts';
import type { Service } from './service.ts';
import { openSettings, type Settings } from './settings.ts';
import type { Surroundings } from './wiring.ts';

/** In-flight answers get this long to finish; the contract is to be gone within 5 s. */
const CLOSE_GRACE_MS = 3_000;

/** What the status page shows for the moment between the opening of the port and the end of loading. */
const STARTING_PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta http-equiv="refresh" content="1"><title>Starting</title></head>
<body><p>The exporter is starting.</p></body>
</html>
`;

/** How the daemon and its process work together. */
export interface ProcessHooks {
  /** Registers what SIGHUP does. */
  readonly onHangup: (listener: () => void) => void;
}

/** The service behind the port. */
interface Loaded {
  /** Loads it at the first call; a request that comes too early waits for it. */
  load(): Promise<Service>;
  /** Undefined until it is loaded. */
  readonly service: Service | undefined;
}

/**
 * Whatever is not needed to judge the configuration and to open the port is loaded here, after both: most of all the
 * metrics, the status page and the SDK.
 */
function lazyService(settings: Settings, command: RunCommand, surroundings: Surroundings): Loaded {
  let service: Service | undefined;
  let loading: Promise<Service> | undefined;
  const load = async (): Promise<Service> => {
    const { createService } = await import('./service.ts');
    service = createService(settings, command, surroundings);
    return service;
  };
  return {
    load: () => (loading ??= load()),
    get service() {
      return service;
    },
  };
}

function serve(command: RunCommand, lazy: Loaded, surroundings: Surroundings): Promise<HttpSide> {
  const { log, stop } = surroundings;
  const dependencies = {
    telemetryPath: command.telemetryPath,
    enableLifecycle: command.enableLifecycle,
    metrics: async (request: Parameters<Service['metrics']>[0]) =>
      (await lazy.load()).metrics(request),
    statusPage: (query: URLSearchParams) => lazy.service?.statusPage(query) ?? STARTING_PAGE,
    isReady: () => lazy.service?.isReady() ?? false,
    reload: async () => (await lazy.load()).reload(),
    log,
  };
  return listen(command.listenAddresses, dependencies, command.webConfigFile, stop);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}

async function runWith(
  settings: Settings,
  command: RunCommand,
  { onHangup }: ProcessHooks,
  surroundings: Surroundings,
): Promise<void> {
  const { log, stop } = surroundings;
  const lazy = lazyService(settings, command, surroundings);
  const http = await serve(command, lazy, surroundings);
  try {
    onHangup(() => {
      void lazy.load().then((service) => service.reload());
    });
    const service = await lazy.load();
    await service.start();
    await untilAborted(stop);
    log.info({}, 'stopping');
  } finally {
    await Promise.all([lazy.service?.stop(), http.close(CLOSE_GRACE_MS)]);
  }
}

/**
 * Runs until `surroundings.stop` is aborted.
 * @throws ConfigError, WebConfigError, or an error of one line for an address that cannot be listened on.
 */
export async function runDaemon(
  command: RunCommand,
  hooks: ProcessHooks,
  surroundings: Surroundings,
): Promise<void> {
  const settings = await openSettings(command.source, surroundings.environment, surroundings.clock);
  try {
    await runWith(settings, command, hooks, surroundings);
  } finally {
    await settings.close();
  }
}
