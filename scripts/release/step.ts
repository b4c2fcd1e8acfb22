/** What the steps of a release share: where things are, and how programs are run. */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Everything that is published, and nothing else. */
export const OUT = join(ROOT, 'release');

/** The parts of package.json that a release reads. */
export interface PackageFile {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly repository: { readonly url: string };
  readonly files: readonly string[];
}

export const PACKAGE: PackageFile & Readonly<Record<string, unknown>> = JSON.parse(
  readFileSync(join(ROOT, 'package.json'), 'utf8'),
);

export const { name: NAME, version: VERSION } = PACKAGE;

/** The files of a release, by what makes them. */
export const ARTEFACTS = {
  package: join(OUT, `${NAME}-${VERSION}.tgz`),
  tarball: join(OUT, `${NAME}-${VERSION}-with-dependencies.tar.gz`),
  chart: join(OUT, 'chart', `${NAME}-${VERSION}.tgz`),
  sbom: join(OUT, `${NAME}-${VERSION}.cdx.json`),
  image: join(OUT, `${NAME}-${VERSION}.oci.tar`),
  checksums: join(OUT, 'SHA256SUMS'),
} as const;

/**
 * Runs a program to its end; what it writes to stderr is shown.
 * @returns its stdout.
 * @throws Error naming the program and its exit code.
 */
export function run(
  program: string,
  args: readonly string[],
  cwd: string = ROOT,
  more: Readonly<Record<string, string>> = {},
): string {
  const { status, stdout, error } = spawnSync(program, args, {
    cwd,
    env: { ...env, ...more },
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error !== undefined) throw error;
  if (status === 0) return stdout;
  process.stderr.write(stdout);
  throw new Error(`${program} ${args.join(' ')}: exit code ${status}`);
}

/** Whether a program is installed. */
export function has(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Gives a folder that is removed in the end, whatever happens. */
export async function inTemporaryFolder<Result>(
  use: (folder: string) => Result | Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'release-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies parts of the checkout. */
export function copy(paths: readonly string[], folder: string): void {
  for (const path of paths) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
}

/** The time of the commit, in seconds since the epoch: what is built twice is the same twice. */
export function commitSeconds(): string {
  return env['SOURCE_DATE_EPOCH'] ?? run('git', ['log', '-1', '--format=%ct']).trim();
}
