/** The daemon: polls and serves until it is told to stop. */

import type { ConfigSource, RunCommand } from '../cli/command.ts';
import type { Config } from '../config/config.ts';
import { listen } from '../http/listen.ts';
import type { PassedSocket } from '../http/server.ts';
import { aborted } from '../model/concurrency.ts';
import { targetsOfShard } from '../model/target.ts';
import { createService } from './service.ts';
import { ConfigWatch, openSettings, type Settings } from './settings.ts';
import type { CommandContext } from './context.ts';

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
  const addresses = command.systemdSocket ? passedSockets(context) : command.listenAddresses;
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
  logStart(context, command, settings.config);
  if (command.source.kind === 'demo') logDemo(context, command, http.addresses);
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
 * @throws ConfigError, or an error of one line for an address that cannot be listened on.
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

/** Where the configuration comes from, for people. */
function sourceText(source: ConfigSource): string {
  if (source.kind === 'file') return source.file;
  return source.kind === 'demo' ? '--demo' : '--region';
}

/** One line: program, configuration, accounts and targets. Regions that are to be found are no targets yet. */
function logStart(
  { log, build: { version, revision, nodeVersion } }: CommandContext,
  { source, shard }: RunCommand,
  config: Config,
): void {
  const targets = targetsOfShard(config, shard);
  const discovering = config.accounts.filter(({ regions }) => regions === 'all');
  log.info(
    {
      version,
      revision,
      node_version: nodeVersion,
      config: sourceText(source),
      accounts: config.accounts.length,
      targets: targets.length,
      ...(discovering.length > 0 && {
        regions_to_find: discovering.map(({ name }) => name).join(','),
      }),
      ...(shard.total > 1 && { shard: `${shard.index}/${shard.total}` }),
    },
    'alicloud-vpn-exporter started',
  );
}

/** A URL that a browser on this machine opens, for one that listens on every address. */
function reachable(url: string): string {
  return url.replace(/^(https?:\/\/)(?:0\.0\.0\.0|\[::\]):/, '$1localhost:');
}

/** Says that nothing is real, and where to look at it. */
function logDemo(
  { log }: CommandContext,
  { routePrefix, telemetryPath }: RunCommand,
  [address = '']: readonly string[],
): void {
  const base = `${reachable(address)}${routePrefix}`;
  log.info(
    { status_page: `${base}/`, metrics: `${base}${telemetryPath}` },
    'DEMO: the built-in simulator invents all connections, gateways and errors',
  );
}

/** The first descriptor that is passed; the others follow. */
const FIRST_FD = 3;

/**
 * The sockets that systemd passes, sd_listen_fds(3): one for each address of the unit.
 * @throws an error of one line where none was passed to this process.
 */
function passedSockets({ environment, pid }: CommandContext): readonly PassedSocket[] {
  const { LISTEN_PID: intended = '', LISTEN_FDS: count = '' } = environment;
  if (!/^[1-9]\d{0,3}$/.test(count)) {
    throw new Error(
      '--web.systemd-socket: systemd passed no socket (LISTEN_FDS): start the unit by its .socket unit',
    );
  }
  if (intended !== String(pid)) {
    throw new Error(
      `--web.systemd-socket: the sockets are meant for process ${JSON.stringify(intended)} (LISTEN_PID), this is ${pid}: let ExecStart run node itself`,
    );
  }
  return Array.from({ length: Number(count) }, (_, index) => ({ fd: FIRST_FD + index }));
}
