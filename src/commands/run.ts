/** The daemon: polls and serves until it is told to stop. */

import type { RunCommand } from '../cli/command.ts';
import { listen } from '../http/listen.ts';
import { aborted } from '../model/abort.ts';
import { ConfigWatch } from './config-watch.ts';
import { createService } from './service.ts';
import { openSettings, type Settings } from './settings.ts';
import { logDemo, logStart } from './start-lines.ts';
import type { CommandContext } from './context.ts';
import { passedSockets } from './systemd.ts';

/** In-flight answers get this long to finish; the contract is to be gone within 5 s. */
const CLOSE_GRACE_MS = 3_000;

/** How the daemon and its process work together. */
export interface ProcessHooks {
  /** Registers what SIGHUP does. */
  readonly onHangup: (listener: () => void) => void;
}

async function runWith(
  settings: Settings,
  watch: ConfigWatch | undefined,
  command: RunCommand,
  { onHangup }: ProcessHooks,
  context: CommandContext,
): Promise<void> {
  const { log, stop } = context;
  const { telemetryPath, routePrefix, enableLifecycle } = command;
  const addresses = command.systemdSocket
    ? passedSockets(context.environment, context.pid)
    : command.listenAddresses;
  const service = createService(settings, command, context);
  const externalPath = command.externalPath ?? routePrefix;
  const paths = { telemetryPath, routePrefix, externalPath };
  const http = await listen(
    addresses,
    { ...service, ...paths, enableLifecycle, log },
    command.webConfigFile,
    stop,
  );
  // Only now: what keeps it from starting is then all that the log says.
  logStart(log, context.build, command, settings.config);
  if (command.source.kind === 'demo') {
    logDemo(log, http.addresses, routePrefix, telemetryPath);
  }
  try {
    onHangup(() => {
      void service.reload();
    });
    service.start();
    watch?.start(() => service.reload());
    await aborted(stop);
    log.info({}, 'stopping');
  } finally {
    watch?.stop();
    await Promise.all([service.stop(), http.close(CLOSE_GRACE_MS)]);
  }
}

/**
 * Runs until `context.stop` is aborted.
 * @throws ConfigError, WebConfigError, or an error of one line for an address that cannot be listened on.
 */
export async function runDaemon(
  command: RunCommand,
  hooks: ProcessHooks,
  context: CommandContext,
): Promise<void> {
  const { source, enableAutoReload } = command;
  const { environment, clock } = context;
  const isWatched = enableAutoReload && source.kind === 'file';
  // Before it is loaded: a change from here on counts.
  const watch = isWatched ? await ConfigWatch.open(source.file, clock) : undefined;
  const settings = await openSettings(source, environment, clock);
  try {
    await runWith(settings, watch, command, hooks, context);
  } finally {
    await settings.close();
  }
}
