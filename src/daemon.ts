/** The daemon: polls and serves until it is told to stop. */

import type { RunCommand } from './cli/command.ts';
import type { Config, PollConfig } from './config/config.ts';
import type { Exporter } from './exporter.ts';
import { listen, type HttpSide } from './http/listen.ts';
import { negotiate } from './http/negotiate.ts';
import { OwnMetrics } from './own-metrics.ts';
import { Reloader } from './reloader.ts';
import { openSettings, type Settings } from './settings.ts';
import { renderStatusPage } from './status/page.ts';
import { createExporter, type Surroundings } from './wiring.ts';

/** In-flight answers get this long to finish; the contract is to be gone within 5 s. */
const CLOSE_GRACE_MS = 3_000;

/** Registers what SIGHUP does. */
export type OnHangup = (listener: () => void) => void;

function serve(
  command: RunCommand,
  exporter: Exporter,
  pollConfig: () => PollConfig,
  reloader: Reloader,
  surroundings: Surroundings,
): Promise<HttpSide> {
  const { log, clock, build, stop } = surroundings;
  const dependencies = {
    telemetryPath: command.telemetryPath,
    enableLifecycle: command.enableLifecycle,
    metrics: (request: { accept: string | undefined; acceptEncoding: string | undefined }) => {
      const { format, gzip } = negotiate(request.accept, request.acceptEncoding);
      return exporter.page(format, gzip);
    },
    statusPage: (query: URLSearchParams) =>
      renderStatusPage(exporter.targets, {
        ...pollConfig(),
        query,
        nowMs: clock.now(),
        version: build.version,
        telemetryPath: command.telemetryPath,
      }),
    isReady: () => exporter.isReady,
    reload: () => reloader.reload(),
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
  onHangup: OnHangup,
  surroundings: Surroundings,
): Promise<void> {
  const { log, clock, stop } = surroundings;
  const own = new OwnMetrics(surroundings.build);
  own.collectProcessMetrics();
  own.recordReload(true, clock.now());
  const exporter = createExporter(settings.config, command.shard, own, surroundings);
  let { poll } = settings.config;
  const reconfigure = async (config: Config): Promise<void> => {
    await exporter.reconfigure(config);
    ({ poll } = config);
  };
  const reloader = new Reloader(settings, { reconfigure }, own, { log, clock });
  const http = await serve(command, exporter, () => poll, reloader, surroundings);
  onHangup(() => {
    void reloader.reload();
  });
  try {
    await exporter.start();
    await untilAborted(stop);
    log.info({}, 'stopping');
  } finally {
    await Promise.all([exporter.stop(), http.close(CLOSE_GRACE_MS)]);
  }
}

/**
 * Runs until `surroundings.stop` is aborted.
 * @throws ConfigError, WebConfigError, or an error of one line for an address that cannot be listened on.
 */
export async function runDaemon(
  command: RunCommand,
  onHangup: OnHangup,
  surroundings: Surroundings,
): Promise<void> {
  const settings = await openSettings(command.source, surroundings.environment, surroundings.clock);
  try {
    await runWith(settings, command, onHangup, surroundings);
  } finally {
    await settings.close();
  }
}
