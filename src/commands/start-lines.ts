/** What the log says when the daemon starts: what runs, on which configuration, and where to look. */

import type { ConfigSource } from '../cli/command.ts';
import { type Shard, inShard, targetsOf } from '../model/target.ts';
import type { Config } from '../config/config.ts';
import type { BuildInfo } from '../model/build-info.ts';
import type { Logger } from '../model/log.ts';

/** Where the configuration comes from, for people. */
function sourceText(source: ConfigSource): string {
  if (source.kind === 'file') return source.file;
  return source.kind === 'demo' ? '--demo' : '--region';
}

/** One line: program, configuration, accounts and targets. Regions that are to be found are no targets yet. */
export function logStart(
  log: Logger,
  { version, revision, nodeVersion }: BuildInfo,
  { source, shard }: { readonly source: ConfigSource; readonly shard: Shard },
  config: Config,
): void {
  const targets = targetsOf(config).filter((target) => inShard(target, shard.index, shard.total));
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
export function logDemo(
  log: Logger,
  addresses: readonly string[],
  routePrefix: string,
  telemetryPath: string,
): void {
  const base = `${reachable(addresses[0] ?? '')}${routePrefix}`;
  log.info(
    { status_page: `${base}/`, metrics: `${base}${telemetryPath}` },
    'DEMO: the built-in simulator invents all connections, gateways and errors',
  );
}
