/** What buildah makes of the Dockerfile and .dockerignore, without a network and in a moment. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../../scripts/release/step.ts';

/** A folder of its own for buildah, which shares its storage with nobody. */
export class Builder {
  readonly #folder = mkdtempSync(join(tmpdir(), 'image-'));

  #run(...args: readonly string[]): string {
    const storage = [`--root=${this.#folder}/storage`, `--runroot=${this.#folder}/run`];
    return execFileSync('buildah', [...storage, '--storage-driver=vfs', ...args], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, BUILDAH_ISOLATION: 'chroot' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  #write(folder: string, paths: readonly string[]): string {
    const root = join(this.#folder, folder);
    for (const path of paths) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), path);
    }
    return root;
  }

  /** Which of the paths of a project reach the builder. */
  seen(paths: readonly string[]): readonly string[] {
    const context = this.#write('context', paths);
    const file = join(this.#folder, 'Dockerfile');
    writeFileSync(file, 'FROM scratch\nCOPY . /\n');
    const output = join(this.#folder, 'seen');
    const ignored = `--ignorefile=${join(ROOT, '.dockerignore')}`;
    this.#run('build', '--quiet', ignored, `--file=${file}`, `--output=${output}`, context);
    return readdirSync(output, { recursive: true, encoding: 'utf8' });
  }

  /** The configuration of the final image, on an empty base, with a stand-in for what was compiled. */
  configuration(args: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
    const compiled = this.#write('compiled', ['app/dist/main.js', 'app/node_modules/a/index.js']);
    const bases = { BUILD_IMAGE: 'scratch', RUNTIME_IMAGE: 'scratch' };
    const given = Object.entries({ ...bases, ...args });
    const flags = given.map(([name, value]) => `--build-arg=${name}=${value}`);
    this.#run(
      'build',
      '--quiet',
      ...flags,
      `--build-context=build=${compiled}`,
      '--tag=tried',
      '.',
    );
    const inspected: unknown = JSON.parse(this.#run('inspect', '--type=image', 'tried'));
    return (inspected as { OCIv1: { config: Readonly<Record<string, unknown>> } }).OCIv1.config;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
