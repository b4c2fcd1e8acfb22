/** What the daemon serves: the exporter, its pages and its reloads. */

import type { RunCommand } from '../cli/command.ts';
import type { Config } from '../config/config.ts';
import { ConfigError, renderFault } from '../config/error.ts';
import type { HttpDependencies } from '../http/dependencies.ts';
import type { ExporterMetrics } from '../exposition/exporter-metrics.ts';
import { planOf } from './plan.ts';
import type { Settings } from './settings.ts';
import { renderStatusPage } from '../report/html/page.ts';
import { SharedOverview } from '../views/overview.ts';
import type { CommandContext } from './context.ts';
import { createExporter, createOwnMetrics } from './wiring.ts';

/** What requests reach, and the polling behind it. */
export interface Service extends Omit<
  HttpDependencies,
  'telemetryPath' | 'routePrefix' | 'externalPath' | 'enableLifecycle' | 'log'
> {
  /** Starts polling, in the background. */
  start(): void;
  /** Cancels the polls under way. */
  stop(): Promise<void>;
}

/** An exporter of `settings` that is not started. */
export function createService(
  settings: Pick<Settings, 'config' | 'reload'>,
  command: Pick<
    RunCommand,
    'source' | 'shard' | 'telemetryPath' | 'externalPath' | 'webConfigFile'
  >,
  context: CommandContext,
): Service {
  const { log, clock, build } = context;
  const { source, shard, telemetryPath, externalPath, webConfigFile } = command;
  const own = createOwnMetrics(command, context);
  if (webConfigFile !== undefined) own.recordWebConfigReload(true);
  const exporter = createExporter(settings.config, shard, own, context);
  const staleAfterMs = (name: string): number => exporter.timingOf(name).staleAfterMs;
  const overview = new SharedOverview(() => ({ targets: exporter.targets, staleAfterMs }), clock);
  let told: ReadonlySet<string> = new Set();
  // A reload repeats no warning that still holds.
  const warn = (config: Config): void => {
    const warnings = new Set(planOf(config, shard).warnings);
    for (const warning of warnings) {
      if (!told.has(warning)) log.warn({ warning }, 'configuration');
    }
    told = warnings;
  };
  const reload = createReload(context, settings.reload, own, (config) => {
    exporter.reconfigure(config);
    warn(config);
  });
  return {
    metrics: exporter.render.bind(exporter),
    statusPage: async (query) => {
      const { overview: seen, nowMs } = await overview.get();
      return renderStatusPage(seen, {
        staleAfterMs,
        intervalMs: (name) => exporter.timingOf(name).intervalMs,
        query,
        nowMs,
        version: build.version,
        isDemo: source.kind === 'demo',
        telemetryPath,
        externalPath,
      });
    },
    waitingFor: () => exporter.waitingFor,
    reload,
    onWebConfigReload: own.recordWebConfigReload.bind(own),
    countAnswer: own.countHttpRequest.bind(own),
    countRefusedConnection: own.countRefusedConnection.bind(own),
    start: () => {
      warn(settings.config);
      exporter.start();
    },
    stop: exporter.stop.bind(exporter),
  };
}

/**
 * Makes what takes a changed configuration over, one reload at a time; a bad one changes nothing. It resolves to the faults
 * that kept the running configuration, none for success, and never rejects.
 */
export function createReload(
  { log, clock }: Pick<CommandContext, 'log' | 'clock'>,
  load: Settings['reload'],
  own: Pick<ExporterMetrics, 'recordReload'>,
  use: (config: Config) => void,
): () => Promise<readonly string[]> {
  const attempt = async (): Promise<readonly string[]> => {
    try {
      use(await load());
      own.recordReload(true, clock.now());
      log.info({}, 'configuration reloaded');
      return [];
    } catch (error) {
      const faults =
        error instanceof ConfigError
          ? error.faults.map(renderFault)
          : ['the configuration could not be loaded'];
      own.recordReload(false, clock.now());
      for (const fault of faults) log.error({ fault }, 'configuration not reloaded');
      return faults;
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const result = last.then(attempt);
    last = result;
    return result;
  };
}
