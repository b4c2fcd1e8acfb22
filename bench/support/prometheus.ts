/** Prometheus on a free port, with a configuration of its own. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { start, type Running } from './process.ts';

/** What Prometheus and Alertmanager say once they listen; its group is the address. */
export const LISTENING = /"Listening on".* address=(127\.0\.0\.1:\d+)/;

/** Starts one whose configuration and data are in `folder`. */
export function startPrometheus(
  program: string,
  folder: string,
  config: object,
  flags: readonly string[] = [],
): Promise<Running> {
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, stringify(config));
  const own = [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, 'data')}`];
  return start(program, [...own, '--web.listen-address=127.0.0.1:0', ...flags], LISTENING);
}
