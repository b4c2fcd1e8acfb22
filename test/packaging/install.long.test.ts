/** Every way to install, tried with what a release would publish. */

import { describe, expect, it } from '@jest/globals';
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../scripts/release/step.ts';
import { isInstalled } from '../support/tools.ts';

const run = promisify(execFile);

/** The steps print what they made; a failure rejects with what they said. */
async function release(...steps: readonly string[]): Promise<string> {
  const { stdout } = await run('npm', ['run', '--silent', 'release', '--', ...steps], {
    cwd: ROOT,
  });
  return stdout;
}

describe('what a release publishes', () => {
  it('is made: package, tarball, chart, SBOM', async () => {
    const steps = ['versions', 'clean', 'package', 'tarball', 'chart', 'sbom'];
    const stdout = await release(...steps);
    for (const step of steps) expect(stdout).toContain(`${step}:`);
  });

  it.each([
    ['verify-package'],
    ['verify-npx'],
    ['verify-global-install'],
    ['verify-tarball'],
    ['verify-chart'],
    ['verify-sbom'],
  ])('holds: %s', async (step) => {
    expect(await release(step)).toContain(`${step}:`);
  });

  it('has checksums', async () => {
    expect(await release('checksums', 'verify-checksums')).toContain('verify-checksums:');
  });
});

describe('a checkout', () => {
  it('installs without development dependencies, and says where dist/ comes from', () => {
    const folder = mkdtempSync(join(tmpdir(), 'checkout-'));
    for (const path of [
      'package.json',
      'package-lock.json',
      '.npmrc',
      'tsconfig.json',
      'tsconfig.build.json',
      'scripts',
      'src',
    ]) {
      cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    }
    const args = ['ci', '--omit=dev', '--foreground-scripts', '--no-audit', '--no-fund'];
    const { status, stderr, stdout } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect({ status, output: stdout + stderr }).toEqual({
      status: 0,
      output: expect.stringContaining('dist/ is not compiled'),
    });
  });
});

const hasBuildah = isInstalled('buildah');

(hasBuildah ? describe : describe.skip)('the image', () => {
  it('is built from the Dockerfile as it is, and serves the demo as a user without rights', async () => {
    const { stdout } = await run(join(ROOT, 'scripts/base-images.sh'), { cwd: ROOT });
    const base = stdout.trim();
    const { stdout: made } = await run(
      'npm',
      ['run', '--silent', 'release', '--', 'image', 'verify-image'],
      {
        cwd: ROOT,
        env: {
          ...process.env,
          BUILD_IMAGE: base,
          RUNTIME_IMAGE: base,
          IMAGE_ARCHITECTURES: 'amd64',
        },
      },
    );
    expect(made).toContain('verify-image:');
  }, 900_000);
});
