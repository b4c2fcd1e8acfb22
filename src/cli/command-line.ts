/** The command line: from arguments to what is to be done. Pure. */

import { readArguments, type Arguments } from './arguments.ts';
import {
  type Command,
  type ConfigSource,
  LOG_FORMATS,
  LOG_LEVELS,
  type LogOptions,
  OUTPUTS,
  type RunCommand,
  type SimulateCommand,
  UsageError,
} from './command.ts';
import type { Shard } from '../model/target.ts';
import { ALL_FLAGS, type FlagName } from './flags.ts';
import { helpText } from './help.ts';
import {
  listenAddress,
  oneOf,
  pathPrefix,
  region,
  telemetryPath,
  urlPath,
  wholeNumber,
} from './values.ts';

type Values = Arguments['values'];

/** The values of a flag, or its default. */
function list(values: Values, name: FlagName): readonly string[] {
  const fallback = ALL_FLAGS.find((flag) => flag.name === name)?.default;
  return values.get(name) ?? (fallback === undefined ? [] : [fallback]);
}

function first(values: Values, name: FlagName): string | undefined {
  return list(values, name)[0];
}

/** The value of a flag that has a default. */
function text(values: Values, name: FlagName): string {
  return first(values, name) ?? '';
}

function isOn(values: Values, name: FlagName): boolean {
  return first(values, name) !== undefined;
}

/** Whether a flag was written, and a switch not switched off. */
function isGiven(values: Values, name: FlagName): boolean {
  return (values.get(name) ?? []).length > 0;
}

function logOptions(values: Values): LogOptions {
  return {
    level: oneOf('log.level', text(values, 'log.level'), LOG_LEVELS),
    format: oneOf('log.format', text(values, 'log.format'), LOG_FORMATS),
  };
}

function shardOf(values: Values): Shard {
  const total = wholeNumber('shard.total', text(values, 'shard.total'), 1);
  const index = wholeNumber('shard.index', text(values, 'shard.index'), 0);
  if (index < total) return { index, total };
  throw new UsageError(
    `--shard.index: expected less than --shard.total=${total}, found "${index}"`,
  );
}

const SOURCES = ['config.file', 'region', 'demo'] as const satisfies readonly FlagName[];

function sourceOf(values: Values): ConfigSource {
  const [source, other] = SOURCES.filter((name) => isOn(values, name));
  if (other !== undefined) throw new UsageError(`--${source} and --${other} exclude each other`);
  if (source === 'config.file') return { kind: 'file', file: text(values, source) };
  if (source === 'demo') return { kind: 'demo' };
  if (source === 'region') {
    return { kind: 'regions', regions: list(values, source).map((id) => region(source, id)) };
  }
  throw new UsageError('one of --config.file, --region and --demo is needed, see --help');
}

/** As in Prometheus: endpoints are below the path of the external URL, unless a proxy takes it away. */
function pathsOf(values: Values): Pick<RunCommand, 'externalPath' | 'routePrefix'> {
  const url = first(values, 'web.external-url');
  const prefix = first(values, 'web.route-prefix');
  const externalPath = url === undefined ? undefined : urlPath('web.external-url', url);
  return {
    externalPath,
    routePrefix:
      prefix === undefined ? (externalPath ?? '') : pathPrefix('web.route-prefix', prefix),
  };
}

/** Flags that need another one. */
const DEPENDENT = [
  ['output', 'once'],
  ['record', 'once'],
  ['config.enable-auto-reload', 'config.file'],
] as const satisfies readonly (readonly [FlagName, FlagName])[];

function checkDependent(values: Values): void {
  for (const [name, needed] of DEPENDENT) {
    if (isGiven(values, name) && !isOn(values, needed)) {
      throw new UsageError(`--${name} is for --${needed} only`);
    }
  }
}

/** The one that does more first. */
const CHECKS = ['config.check.live', 'config.check'] as const satisfies readonly FlagName[];

function exporterCommand(values: Values): Command {
  const check = CHECKS.find((name) => isOn(values, name));
  if (isOn(values, 'once') && check !== undefined) {
    throw new UsageError(`--once and --${check} exclude each other`);
  }
  checkDependent(values);
  const base = {
    source: sourceOf(values),
    shard: shardOf(values),
    log: logOptions(values),
    webConfigFile: first(values, 'web.config.file'),
  };
  const serving = {
    listenAddresses: list(values, 'web.listen-address').map((address) =>
      listenAddress('web.listen-address', address),
    ),
    telemetryPath: telemetryPath('web.telemetry-path', text(values, 'web.telemetry-path')),
    ...pathsOf(values),
    enableLifecycle: isOn(values, 'web.enable-lifecycle'),
    systemdSocket: isOn(values, 'web.systemd-socket'),
    enableAutoReload: isOn(values, 'config.enable-auto-reload'),
  };
  const output = oneOf('output', text(values, 'output'), OUTPUTS);
  if (check !== undefined) {
    return { kind: check === 'config.check' ? 'check' : 'check-live', ...base };
  }
  if (isOn(values, 'once')) {
    return { kind: 'once', ...base, output, recordFolder: first(values, 'record') };
  }
  return { kind: 'run', ...base, ...serving };
}

function simulateCommand(values: Values): SimulateCommand {
  return {
    kind: 'simulate',
    listen: listenAddress('listen', text(values, 'listen')),
    scenarioFile: first(values, 'scenario'),
    log: logOptions(values),
  };
}

/**
 * Reads the arguments of the program, without the interpreter and the script.
 * @throws UsageError with one line that names the flag, what it expects and what was found.
 */
export function parseFlags(argv: readonly string[]): Command {
  const { program, values } = readArguments(argv);
  if (isOn(values, 'help')) return { kind: 'help', text: helpText(program) };
  if (isOn(values, 'version')) return { kind: 'version' };
  return program === 'simulate' ? simulateCommand(values) : exporterCommand(values);
}
