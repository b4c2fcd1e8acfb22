/** What the command line asks for. */

import type { ListenAddress } from '../model/address.ts';
import type { Shard } from '../model/target.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export const LOG_FORMATS = ['json', 'logfmt'] as const;
export const OUTPUTS = ['prometheus', 'table', 'wide', 'json'] as const;

/** Where the configuration comes from. */
export type ConfigSource =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'regions'; readonly regions: readonly string[] }
  | { readonly kind: 'demo' };

export interface LogOptions {
  readonly level: (typeof LOG_LEVELS)[number];
  readonly format: (typeof LOG_FORMATS)[number];
}

/** What every command that reads a configuration is given. */
interface Base {
  readonly source: ConfigSource;
  readonly shard: Shard;
  readonly log: LogOptions;
  /** The exporter-toolkit file for TLS and authentication. */
  readonly webConfigFile: string | undefined;
}

/** Poll and serve until stopped. */
export interface RunCommand extends Base {
  readonly kind: 'run';
  readonly listenAddresses: readonly ListenAddress[];
  readonly telemetryPath: string;
  /** What comes before every path, without a slash at its end; empty for nothing. */
  readonly routePrefix: string;
  /** The path of --web.external-url, in the same form; undefined: not given. */
  readonly externalPath: string | undefined;
  readonly enableLifecycle: boolean;
  /** Whether to listen on systemd's sockets instead of `listenAddresses`. */
  readonly systemdSocket: boolean;
  /** Whether to reload the configuration file when it changes. */
  readonly enableAutoReload: boolean;
}

/** Validate the configuration and print the plan; live: and make every call that the configuration needs once. */
export interface CheckCommand extends Base {
  readonly kind: 'check' | 'check-live';
}

/** Poll every target once and print. */
export interface OnceCommand extends Base {
  readonly kind: 'once';
  readonly output: (typeof OUTPUTS)[number];
  /** The folder that answers are recorded in; undefined: none. */
  readonly recordFolder: string | undefined;
}

/** Serve the simulator of the API alone. */
export interface SimulateCommand {
  readonly kind: 'simulate';
  readonly listen: ListenAddress;
  /** A scenario in YAML; undefined means the built-in one. */
  readonly scenarioFile: string | undefined;
  readonly log: LogOptions;
}

export type Command =
  | RunCommand
  | CheckCommand
  | OnceCommand
  | SimulateCommand
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' };

/** Thrown for a wrong flag or argument; its message is one line for the user, who gets exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
