/** The npm package: what is compiled, with the versions of its dependencies fixed by npm-shrinkwrap.json. */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ARTEFACTS, copy, inTemporaryFolder, OUT, PACKAGE, ROOT, run } from './step.ts';

/** Nothing of these is of use to who installs the package; `prepare` would compile. */
const LEFT_OUT: ReadonlySet<string> = new Set(['scripts', 'devDependencies']);

/** An installed package as the lock file names it. */
interface LockedPackage {
  readonly dev?: boolean;
  readonly devDependencies?: unknown;
}

interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** The lock file without what is for development only. */
export function shrinkwrapOf(lock: LockFile): object {
  const kept = Object.entries(lock.packages).filter(([, { dev }]) => dev !== true);
  const packages = kept.map(([path, locked]) => [path, withoutKeys(locked)] as const);
  return { ...lock, packages: Object.fromEntries(packages) };
}

/** The package's own package.json. */
export function manifestOf(manifest: object): object {
  return withoutKeys(manifest);
}

function withoutKeys(manifest: object): object {
  return Object.fromEntries(Object.entries(manifest).filter(([key]) => !LEFT_OUT.has(key)));
}

/** `folder/*.json` is every such file; anything else is itself. */
function filesOf(path: string): readonly string[] {
  const [folder = '', extension] = path.split('/*');
  if (extension === undefined) return [path];
  const names = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith(extension));
  return names.map((name) => join(folder, name));
}

function json(content: object): string {
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** Puts into `folder` what the package consists of. */
export function stage(folder: string): void {
  const paths = PACKAGE.files.filter((path) => path !== 'npm-shrinkwrap.json' && !path.startsWith('!'));
  copy(paths.flatMap(filesOf), folder);
  const lock: LockFile = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  writeFileSync(join(folder, 'npm-shrinkwrap.json'), json(shrinkwrapOf(lock)));
  writeFileSync(join(folder, 'package.json'), json(manifestOf(PACKAGE)));
}

/** Compiles anew and packs. */
export async function npmPackage(): Promise<string> {
  run('npm', ['run', '--silent', 'build']);
  mkdirSync(OUT, { recursive: true });
  await inTemporaryFolder((folder) => {
    stage(folder);
    run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', OUT], folder);
  });
  return ARTEFACTS.package;
}
