/** The daemon: polls and serves until it is told to stop. */

import type { RunCommand } from '../cli/command.ts';
import { listen } from '../http/listen.ts';
import { createService } from './service.ts';
import { openSettings, type Settings } from './settings.ts';
import type { Surroundings } from './surroundings.ts';

/** In-flight answers get this long to finish; the contract is to be gone within 5 s. */
const CLOSE_GRACE_MS = 3_000;

/** How the daemon and its process work together. */
export interface ProcessHooks {
  /** Registers what SIGHUP does. */
  readonly onHangup: (listener: () => void) => void;
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
  const { telemetryPath, enableLifecycle, listenAddresses, webConfigFile } = command;
  const service = createService(settings, command, surroundings);
  const http = await listen(
    listenAddresses,
    { ...service, telemetryPath, enableLifecycle, log },
    webConfigFile,
    stop,
  );
  try {
    onHangup(() => {
      void service.reload();
    });
    service.start();
    await untilAborted(stop);
    log.info({}, 'stopping');
  } finally {
    await Promise.all([service.stop(), http.close(CLOSE_GRACE_MS)]);
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
