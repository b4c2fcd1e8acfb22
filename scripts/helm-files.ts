/**
 * Brings into the chart what is made elsewhere: the alert rules, the dashboards, the license, the schema of the exporter's
 * configuration, and the table of values in its README.
 * A packaged chart can read nothing outside its folder. `tsx scripts/helm-files.ts [--check]`
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withConfigSchema } from './helm-schema.ts';
import { withValuesTable } from './helm-values.ts';

const CHART = 'helm/alicloud-vpn-exporter';
const RULES = 'config/rules/alicloud-vpn.rules.yml';
const DASHBOARDS = 'dashboards';

/** Path in the project to the content that belongs there; undefined for a file that has to go. */
export type Files = ReadonlyMap<string, string | undefined>;

/**
 * What the chart's generated files should be.
 * @throws Error naming the source that is missing.
 */
export async function chartFiles(root: string): Promise<Files> {
  const read = (path: string): Promise<string> => source(root, path);
  const boards = await names(join(root, DASHBOARDS), '.json');
  if (boards.length === 0) throw new Error(`${DASHBOARDS}/ has no *.json: generate the dashboards`);
  const copies = [RULES, ...boards.map((name) => `${DASHBOARDS}/${name}`)];
  const files = new Map<string, string | undefined>();
  for (const name of await names(join(root, CHART, 'files/dashboards'), '.json'))
    files.set(`${CHART}/files/dashboards/${name}`, undefined);
  for (const path of copies) files.set(copyOf(path), await read(path));
  files.set(`${CHART}/LICENSE`, await read('LICENSE'));
  const schema = `${CHART}/values.schema.json`;
  files.set(schema, withConfigSchema(await read(schema)));
  const readme = await read(`${CHART}/README.md`);
  return files.set(
    `${CHART}/README.md`,
    withValuesTable(readme, await read(`${CHART}/values.yaml`)),
  );
}

/** The files whose content on disk is another than in `files`. */
export async function differences(root: string, files: Files): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [path, content] of files) {
    const actual = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (actual !== content) found.push(path);
  }
  return found;
}

/** Writes and removes what has to be. */
export async function writeFiles(root: string, files: Files): Promise<void> {
  for (const [path, content] of files) {
    const target = join(root, path);
    await mkdir(dirname(target), { recursive: true });
    await (content === undefined ? rm(target, { force: true }) : writeFile(target, content));
  }
}

function copyOf(path: string): string {
  const folder = path === RULES ? 'files' : 'files/dashboards';
  return `${CHART}/${folder}/${basename(path)}`;
}

async function source(root: string, path: string): Promise<string> {
  try {
    return await readFile(join(root, path), 'utf8');
  } catch (cause) {
    throw new Error(`${path} is missing: the chart is made from it`, { cause });
  }
}

async function names(folder: string, ending: string): Promise<readonly string[]> {
  const found = await readdir(folder).catch(() => []);
  return found.filter((name) => name.endsWith(ending)).sort();
}

async function main(root: string, check: boolean): Promise<number> {
  const files = await chartFiles(root);
  const changed = await differences(root, files);
  if (!check) await writeFiles(root, files);
  for (const path of changed) console.log(`${check ? 'out of date' : 'written'}: ${path}`);
  return check && changed.length > 0 ? 1 : 0;
}

const [, program, ...flags] = process.argv;
if (program === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('../', import.meta.url));
  process.exitCode = await main(root, flags.includes('--check')).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  });
}
