/** Writes dashboards/*.json from dashboards/dashboards.ts. `tsx scripts/dashboards.ts [--check]` */

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { DASHBOARDS } from '../dashboards/dashboards.ts';

const FOLDER = fileURLToPath(new URL('../dashboards/', import.meta.url));

/** The files as they should be: name to content, formatted as everything else is. */
export async function dashboardFiles(): Promise<ReadonlyMap<string, string>> {
  const options = await resolveConfig(FOLDER);
  const files = new Map<string, string>();
  for (const [name, dashboard] of Object.entries(DASHBOARDS)) {
    files.set(name, await format(JSON.stringify(dashboard), { ...options, parser: 'json' }));
  }
  return files;
}

/** The content of a file on disk; undefined when there is none. */
export async function committed(name: string): Promise<string | undefined> {
  return readFile(FOLDER + name, 'utf8').catch(() => undefined);
}

async function main(check: boolean): Promise<number> {
  let isOutdated = false;
  for (const [name, content] of await dashboardFiles()) {
    if ((await committed(name)) === content) continue;
    isOutdated = true;
    if (!check) await writeFile(FOLDER + name, content);
    console.log(`${check ? 'out of date' : 'written'}: dashboards/${name}`);
  }
  return check && isOutdated ? 1 : 0;
}

const [, program, ...flags] = process.argv;
if (program === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(flags.includes('--check'));
}
