/** Programs that a benchmark needs and that may not be there. */

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether a program is in the search path or where Debian keeps daemons; if not, says what is left out. */
export function hasTool(name: string, leftOut: string): boolean {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/sbin'];
  if (folders.some((folder) => isExecutable(join(folder, name)))) return true;
  console.log(`${name} is not installed: ${leftOut} is left out.`);
  return false;
}

/** A Prometheus of a certain version. */
export interface PrometheusRelease {
  readonly name: string;
  readonly program: string;
}

/** The installed Prometheus, and the one that scripts/prometheus3.sh fetches; says what is left out without either. */
export function prometheusReleases(leftOut: string): readonly PrometheusRelease[] {
  const fetched = fileURLToPath(
    new URL('../../.cache/prometheus3/usr/bin/prometheus', import.meta.url),
  );
  const programs = [
    ...(hasTool('prometheus', leftOut) ? ['prometheus'] : []),
    ...(isExecutable(fetched) ? [fetched] : []),
  ];
  return programs.map((program) => {
    const { stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8' });
    const [, version = 'of unknown version'] = /version (\d+\.\d+)/.exec(stdout + stderr) ?? [];
    return { name: `Prometheus ${version}`, program };
  });
}
