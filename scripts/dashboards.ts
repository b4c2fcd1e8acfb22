/** Writes dashboards/*.json and the tables of docs/dashboards.md from the code in dashboards/. `tsx scripts/dashboards.ts [--check]` */

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { DASHBOARDS } from '../dashboards/dashboards.ts';
import { DASHBOARDS_PAGE, dashboardsPage } from './dashboards-table.ts';

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

/** Everything that is made of the dashboards: path to content. */
async function madeFiles(): Promise<ReadonlyMap<string, string>> {
  const files = [...(await dashboardFiles())].map(
    ([name, content]) => [FOLDER + name, content] as const,
  );
  return new Map([...files, [DASHBOARDS_PAGE, await dashboardsPage()]]);
}

async function main(check: boolean): Promise<number> {
  let isOutdated = false;
  for (const [path, content] of await madeFiles()) {
    if ((await readFile(path, 'utf8').catch(() => undefined)) === content) continue;
    isOutdated = true;
    if (!check) await writeFile(path, content);
    console.log(`${check ? 'out of date' : 'written'}: ${path}`);
  }
  return check && isOutdated ? 1 : 0;
}

const [, program, ...flags] = process.argv;
if (program === fileURLToPath(import.meta.url)) {
  process.exitCode = await main(flags.includes('--check'));
}
