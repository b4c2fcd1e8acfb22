/** Checks each artefact by using it: what a user would install is installed and run. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findHelm } from '../helm.ts';
import { BUILDAH, LOCAL_IMAGE } from './image.ts';
import type { Sbom } from './sbom.ts';
import { ARTEFACTS, has, inTemporaryFolder, NAME, OUT, PACKAGE, run, VERSION } from './step.ts';
import { tryProgram } from './trial.ts';

/** What no package holds: sources, maps, tests, and what npm would run. */
const UNWANTED = /\.map$|\.test\.|(?<!\.d)\.ts$|^package\/(?:src|test|scripts|bench|helm)\//;
const WANTED = ['package/dist/main.js', 'package/npm-shrinkwrap.json', 'package/LICENSE'];

/** The files of the package are those that it is for. */
export function verifyPackage(): void {
  const names = run('tar', ['--list', '--gzip', '--file', ARTEFACTS.package]).trim().split('\n');
  const unwanted = names.filter((name) => UNWANTED.test(name));
  const missing = WANTED.filter((name) => !names.includes(name));
  if (unwanted.length > 0) throw new Error(`the package holds ${unwanted.join(', ')}`);
  if (missing.length > 0) throw new Error(`the package lacks ${missing.join(', ')}`);
}

/**
 * `npm install --global FILE`, into a folder that stands for the system's. Of a file, npm reads no npm-shrinkwrap.json; of
 * a registry's package it does.
 */
export function verifyGlobalInstall(): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const args = ['install', '--global', '--omit=peer', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    run('npm', [...args, '--prefix', folder, ARTEFACTS.package], folder);
    await tryProgram(join(folder, 'bin', NAME), [], folder);
  });
}

/** The versions installed are those of the lock file. */
function verifyLocked(folder: string): void {
  const lock: { packages: Record<string, { version?: string }> } = JSON.parse(
    readFileSync(join(folder, 'npm-shrinkwrap.json'), 'utf8'),
  );
  for (const [path, { version }] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const found: { version: string } = JSON.parse(
      readFileSync(join(folder, path, 'package.json'), 'utf8'),
    );
    if (found.version !== version) throw new Error(`${path}: ${found.version}, locked ${version}`);
  }
}

/** `npx --package FILE`. */
export function verifyNpx(): Promise<void> {
  return inTemporaryFolder((folder) =>
    tryProgram('npx', ['--yes', '--package', ARTEFACTS.package, NAME], folder, {
      npm_config_omit: 'peer',
      npm_config_ignore_scripts: 'true',
    }),
  );
}

/** The tarball, unpacked, with node and without npm. */
export function verifyTarball(): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    run('tar', ['--extract', '--gzip', '--file', ARTEFACTS.tarball, '--directory', folder]);
    const main = join(folder, `${NAME}-${VERSION}`, 'dist', 'main.js');
    verifyLocked(join(folder, `${NAME}-${VERSION}`));
    await tryProgram(process.execPath, [main], folder);
    await verifyUnit(join(folder, `${NAME}-${VERSION}`));
  });
}

/** The unit in the tarball is one that systemd understands, and what it starts is there. */
function verifyUnit(folder: string): Promise<void> {
  const unit = readFileSync(join(folder, 'config', `${NAME}.service`), 'utf8');
  const [, path = ''] = /ExecStart=\/usr\/bin\/node \/opt\/[^/]+\/(\S+)/.exec(unit) ?? [];
  readFileSync(join(folder, path));
  if (!has('systemd-analyze')) return Promise.resolve();
  return inTemporaryFolder((work) => {
    const file = join(work, `${NAME}.service`);
    run('cp', [join(folder, 'config', `${NAME}.service`), file]);
    run('sed', ['--in-place', `s#/usr/bin/node#${process.execPath}#`, file]);
    run('systemd-analyze', ['verify', '--man=no', file]);
  });
}

/** The packed chart renders, and an install with the placeholder is refused. */
export async function verifyChart(): Promise<void> {
  const helm = await findHelm();
  const template = ['template', 'vpn', ARTEFACTS.chart, '--kube-version', '1.35'];
  const rendered = run(helm, [...template, '--set', 'demo=true', '--set', 'image.repository=registry.example/vpn']);
  if (!rendered.includes('kind: Deployment')) throw new Error('the chart renders no Deployment');
}

/** The image, by running it. */
export async function verifyImage(): Promise<void> {
  const container = run('buildah', ['from', LOCAL_IMAGE], undefined, BUILDAH).trim();
  try {
    const args = ['run', '--network=host', container, '--', 'node', '/app/dist/main.js'];
    await tryProgram('buildah', args, OUT, BUILDAH);
  } finally {
    run('buildah', ['rm', container], undefined, BUILDAH);
  }
}

/** Its package.json says "Apache License 2.0", which is no SPDX identifier. */
const UNLICENSED = new Set(['@darabonba/typescript']);

/** The bill names the package, and each production dependency with a checksum and a license. */
export function verifySbom(): void {
  const bill: Sbom = JSON.parse(readFileSync(ARTEFACTS.sbom, 'utf8'));
  const { name, version } = bill.metadata.component;
  if (bill.bomFormat !== 'CycloneDX') throw new Error('the SBOM is not CycloneDX');
  if (name !== NAME || version !== VERSION) throw new Error(`the SBOM is of ${name} ${version}`);
  const listed = new Set(bill.components.map((component) => component.name));
  const missing = Object.keys(PACKAGE['dependencies'] as object).filter((each) => !listed.has(each));
  if (missing.length > 0) throw new Error(`the SBOM lacks ${missing.join(', ')}`);
  const bare = bill.components.filter(
    (each) => !each.hashes?.length || (!each.licenses?.length && !UNLICENSED.has(each.name)),
  );
  if (bare.length > 0) {
    throw new Error(`without checksum or license: ${bare.map((each) => each.name).join(', ')}`);
  }
}

/** The sums are those of the files. */
export function verifyChecksums(): void {
  run('sha256sum', ['--check', '--quiet', ARTEFACTS.checksums], OUT);
}
