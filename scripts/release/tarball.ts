/** The program with its production dependencies: unpack it, and node runs it. Nothing in it depends on the processor. */

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  ARTEFACTS,
  commitSeconds,
  inTemporaryFolder,
  NAME,
  OUT,
  run,
  VERSION,
} from './step.ts';

/** Sources of other people's packages, which nothing reads at run time. */
const USELESS = /\.(?:[cm]?ts|map)$/;

/** Removes declarations, sources and source maps. */
function prune(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (USELESS.test(name)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Installs the package into a folder of its own, and packs that. */
export async function tarball(): Promise<string> {
  mkdirSync(OUT, { recursive: true });
  await inTemporaryFolder((folder) => {
    const name = `${NAME}-${VERSION}`;
    run('tar', ['--extract', '--gzip', '--file', ARTEFACTS.package, '--directory', folder]);
    run('mv', ['package', name], folder);
    const install = ['ci', '--omit=dev', '--omit=peer', '--ignore-scripts', '--no-audit', '--no-fund'];
    run('npm', [...install, '--loglevel=error'], join(folder, name));
    prune(join(folder, name, 'node_modules'));
    rmSync(join(folder, name, 'node_modules', '.package-lock.json'), { force: true });
    const same = ['--sort=name', `--mtime=@${commitSeconds()}`, '--owner=0', '--group=0', '--numeric-owner'];
    const options = ['--use-compress-program=gzip -9n', '--create', '--file', ARTEFACTS.tarball];
    run('tar', [...same, '--mode=u=rwX,go=rX', ...options, name], folder);
  });
  return ARTEFACTS.tarball;
}
