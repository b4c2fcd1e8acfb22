/** The table of flags: what is parsed, printed by --help and documented comes from here. */

/** What a flag may be given to: the exporter itself, or its simulator. */
export type Program = 'exporter' | 'simulate';

export interface Flag {
  /** Without the leading dashes. */
  readonly name: string;
  /** One letter, for `-h`. */
  readonly short?: string;
  /** What stands for the value in the help; none for a switch. */
  readonly placeholder?: string;
  /** The value when the flag is not given. */
  readonly default?: string;
  readonly repeatable?: true;
  /** What it may be given to; the exporter alone unless given. */
  readonly programs?: readonly Program[];
  readonly meaning: string;
}

const SIMULATE: readonly Program[] = ['simulate'];
const BOTH: readonly Program[] = ['exporter', 'simulate'];

const FLAGS = [
  { name: 'help', short: 'h', programs: BOTH, meaning: 'Show this help and exit.' },
  { name: 'version', programs: BOTH, meaning: 'Show the version and exit.' },
  { name: 'config.file', placeholder: 'FILE', meaning: 'Configuration file in YAML.' },
  {
    name: 'region',
    placeholder: 'REGION',
    repeatable: true,
    meaning:
      'Poll this region without a configuration file: one account named "default", with the default credential chain.',
  },
  {
    name: 'demo',
    meaning:
      'Poll the built-in simulator of the API on a loopback port: no account, no credentials, no outside network.',
  },
  {
    name: 'config.check',
    meaning:
      'Validate the configuration, print the targets and the predicted API calls, and exit with 0 or 1.',
  },
  {
    name: 'config.check.live',
    meaning:
      'Do what --config.check does, then make every API call that the configuration needs once per account and region, print what came of it, and exit with 0 or 1.',
  },
  {
    name: 'config.enable-auto-reload',
    meaning: 'Reload the configuration file when its content changes, without a signal.',
  },
  {
    name: 'once',
    meaning:
      'Poll every target once, print the result and exit with 0 if every target succeeded, else 1.',
  },
  {
    name: 'output',
    placeholder: 'FORMAT',
    default: 'prometheus',
    meaning:
      'What --once prints: prometheus, table (for people, 80 columns), wide (the same in long lines) or json. With table and wide, exit with 3 if every target succeeded and something is down or degraded.',
  },
  {
    name: 'record',
    placeholder: 'DIR',
    meaning:
      'With --once: write the answers of the API into a new folder, only fields that are read, with ids, names and addresses masked. simulate --scenario=DIR replays them.',
  },
  {
    name: 'web.listen-address',
    placeholder: 'ADDRESS',
    default: ':10061',
    repeatable: true,
    meaning:
      'Address to listen on: host:port, [::1]:port or :port. Port 0 picks a free one and logs it.',
  },
  {
    name: 'web.telemetry-path',
    placeholder: 'PATH',
    default: '/metrics',
    meaning: 'Path of the metrics.',
  },
  {
    name: 'web.config.file',
    placeholder: 'FILE',
    meaning:
      'File with TLS, client certificates, basic authentication and headers, as the Prometheus exporter-toolkit reads it.',
  },
  { name: 'web.enable-lifecycle', meaning: 'Allow POST /-/reload.' },
  {
    name: 'web.external-url',
    placeholder: 'URL',
    meaning:
      'URL under which the exporter is reachable from outside, for example behind a reverse proxy. Links of the status page begin with its path.',
  },
  {
    name: 'web.route-prefix',
    placeholder: 'PATH',
    meaning: 'Prefix of the paths of all endpoints. Default: the path of --web.external-url.',
  },
  {
    name: 'web.systemd-socket',
    meaning: 'Listen on the sockets that systemd passes, instead of --web.listen-address.',
  },
  {
    name: 'shard.index',
    placeholder: 'N',
    default: '0',
    meaning: 'Poll only the targets of this shard, counted from 0.',
  },
  {
    name: 'shard.total',
    placeholder: 'N',
    default: '1',
    meaning: 'Number of shards that the targets are split over.',
  },
  {
    name: 'listen',
    placeholder: 'ADDRESS',
    default: '127.0.0.1:0',
    programs: SIMULATE,
    meaning: 'Address of the simulator. Port 0 picks a free one and logs it.',
  },
  {
    name: 'scenario',
    placeholder: 'FILE',
    programs: SIMULATE,
    meaning:
      'Scenario in YAML: the accounts, their resources and the faults; or the folder of a recording. Default: the demo.',
  },
  {
    name: 'log.level',
    placeholder: 'LEVEL',
    default: 'info',
    programs: BOTH,
    meaning: 'Only log messages with the given severity or above: debug, info, warn or error.',
  },
  {
    name: 'log.format',
    placeholder: 'FORMAT',
    default: 'json',
    programs: BOTH,
    meaning: 'Output format of log messages: json or logfmt.',
  },
] as const satisfies readonly Flag[];

export type FlagName = (typeof FLAGS)[number]['name'];

/** The same table, for code that treats all flags alike. */
export const ALL_FLAGS: readonly (Flag & { readonly name: FlagName })[] = FLAGS;

export function isFlagOf({ programs = ['exporter'] }: Flag, program: Program): boolean {
  return programs.includes(program);
}
