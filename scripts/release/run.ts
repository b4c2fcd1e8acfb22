/**
 * Makes and checks what a release publishes: `npm run release -- STEP ...`, or `npm run release:dry` for all of it. The
 * artefacts are in release/. Publishing them is what .github/workflows/release.yml does besides.
 */

import { rmSync, statSync } from 'node:fs';
import { env } from 'node:process';
import { chart } from './chart.ts';
import { checksums } from './checksums.ts';
import { image } from './image.ts';
import { npmPackage } from './npm-package.ts';
import { sbom } from './sbom.ts';
import { has, OUT } from './step.ts';
import { tarball } from './tarball.ts';
import * as verify from './verify.ts';
import { checkVersions } from './versions.ts';

/** What a step makes, if anything, is told with its size. */
type Step = () => void | string | Promise<void | string>;

/** In their order. */
const STEPS: Readonly<Record<string, Step>> = {
  versions: checkVersions,
  clean: () => {
    rmSync(OUT, { recursive: true, force: true });
  },
  package: npmPackage,
  'verify-package': verify.verifyPackage,
  'verify-npx': verify.verifyNpx,
  'verify-global-install': verify.verifyGlobalInstall,
  tarball,
  'verify-tarball': verify.verifyTarball,
  chart,
  'verify-chart': verify.verifyChart,
  sbom,
  'verify-sbom': verify.verifySbom,
  image,
  'verify-image': verify.verifyImage,
  checksums,
  'verify-checksums': verify.verifyChecksums,
};

/** These need a program that not every machine has. */
const NEEDS_BUILDER = new Set(['image', 'verify-image']);

function wanted(args: readonly string[]): readonly string[] {
  const names = args.includes('all') ? Object.keys(STEPS) : args;
  const unknown = names.filter((name) => !Object.hasOwn(STEPS, name));
  if (names.length > 0 && unknown.length === 0) return names;
  throw new Error(`steps: ${Object.keys(STEPS).join(', ')}, or all; unknown: ${unknown.join(', ')}`);
}

/** Whether a step cannot be done here; in CI that is a failure instead. */
function isSkipped(name: string): boolean {
  return NEEDS_BUILDER.has(name) && env['CI'] !== 'true' && !has('buildah');
}

for (const name of wanted(process.argv.slice(2))) {
  if (isSkipped(name)) {
    console.log(`${name}: skipped, buildah is not installed`);
    continue;
  }
  const startMs = Date.now();
  const made = await STEPS[name]?.();
  const size = typeof made === 'string' ? ` ${made}, ${statSync(made).size} bytes,` : '';
  console.log(`${name}:${size} ${((Date.now() - startMs) / 1000).toFixed(1)} s`);
}
