/** An exporter of the lab as a real process that can die, come back and be given another configuration. */

import { writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import type { Cleanup } from '../../e2e/support/cleanup.ts';
import { startDaemon, stopDaemon, type Daemon } from '../../e2e/support/daemon.ts';
import { freePort } from '../../support/free-port.ts';
import type { ExporterOf } from '../watch.ts';
import { milliseconds } from './durations.ts';
import { startLossyGate } from './gate.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** One exporter. */
export interface LabExporter {
  /** What Prometheus scrapes: host:port. */
  readonly address: string;
  readonly start: () => Promise<void>;
  /** Ends it at once. */
  readonly kill: () => Promise<void>;
  /** Writes another configuration file and lets it reload. */
  readonly reconfigure: (config: object) => void;
  /** Writes this text into the configuration file and lets it reload. */
  readonly reload: (content: string) => void;
}

/** Node.js code that sets the clock of a process forward. */
function clockAhead(duration: string): string {
  return `const Real = Date;
const now = () => Real.now() + ${milliseconds(duration)};
globalThis.Date = class extends Real {
  constructor(...args) {
    if (args.length === 0) super(now());
    else super(...args);
  }
  static now = now;
};
`;
}

/** YAML without anchors, however often a value is used. */
function yaml(config: object): string {
  return stringify(config, { aliasDuplicateObjects: false });
}

/** Prepares one with this configuration; it is not started yet. */
export async function prepareExporter(
  { clockAhead: ahead, missesEvery, shard }: ExporterOf,
  config: object,
  cleanup: Cleanup,
): Promise<LabExporter> {
  const folder = temporaryFolder();
  cleanup.add(() => {
    folder.remove();
  });
  const file = folder.write('exporter.yml', yaml(config));
  const port = await freePort();
  const env: Record<string, string> = {};
  if (ahead !== undefined) {
    env['NODE_OPTIONS'] = `--import=${folder.write('clock.mjs', clockAhead(ahead))}`;
  }
  const args = [
    `--config.file=${file}`,
    ...(shard ? [`--shard.index=${shard.index}`, `--shard.total=${shard.total}`] : []),
  ];
  let daemon: Daemon | undefined;
  cleanup.add(() => stopDaemon(daemon));
  const reload = (content: string): void => {
    writeFileSync(file, content);
    daemon?.child.kill('SIGHUP');
  };
  return {
    address:
      missesEvery === undefined
        ? `127.0.0.1:${port}`
        : await startLossyGate(port, missesEvery, cleanup),
    start: async () => {
      daemon = await startDaemon(args, env, process.execPath, port);
    },
    kill: () => stopDaemon(daemon),
    reload,
    reconfigure: (next) => {
      reload(yaml(next));
    },
  };
}
