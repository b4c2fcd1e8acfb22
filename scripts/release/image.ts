/**
 * The image, by buildah: for amd64 and arm64, as one OCI archive. The Dockerfile runs nothing on the target's processor, so
 * no emulator is needed. BUILD_IMAGE and RUNTIME_IMAGE replace the base images, IMAGE_ARCHITECTURES the processors.
 */

import { mkdirSync, rmSync } from 'node:fs';
import { arch, env, getuid } from 'node:process';
import { ARTEFACTS, commitSeconds, NAME, OUT, run, VERSION } from './step.ts';

/** For root: storage and isolation that need no kernel module. */
export const BUILDAH: Readonly<Record<string, string>> =
  getuid?.() === 0 ? { STORAGE_DRIVER: 'vfs', BUILDAH_ISOLATION: 'chroot' } : {};

const LIST = `localhost/${NAME}:${VERSION}`;

/** The name under which the image for one processor is kept on this machine. */
function imageFor(architecture: string): string {
  return `${LIST}-${architecture}`;
}

/** The image that this machine can run. */
export const LOCAL_IMAGE = imageFor(arch === 'x64' ? 'amd64' : arch);

const ARCHITECTURES = (env['IMAGE_ARCHITECTURES'] ?? 'amd64,arm64').split(',');

function buildArgs(): readonly string[] {
  const seconds = Number(commitSeconds());
  const values = {
    VERSION,
    REVISION: run('git', ['rev-parse', 'HEAD']).trim(),
    CREATED: new Date(seconds * 1000).toISOString(),
    BUILD_IMAGE: env['BUILD_IMAGE'],
    RUNTIME_IMAGE: env['RUNTIME_IMAGE'],
  };
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : ['--build-arg', `${name}=${value}`],
  );
}

function buildah(...args: readonly string[]): string {
  return run('buildah', args, undefined, BUILDAH);
}

/** Removes what an earlier run left; there may be nothing. */
function forget(list: string): void {
  if (buildah('images', '--quiet', '--filter', `reference=${list}`).trim() !== '') {
    buildah('manifest', 'rm', list);
  }
}

/** Builds it and writes it as an OCI archive. */
export function image(): string {
  mkdirSync(OUT, { recursive: true });
  forget(LIST);
  buildah('manifest', 'create', LIST);
  for (const architecture of ARCHITECTURES) {
    const tag = imageFor(architecture);
    const build = ['build', '--layers', '--network=host', '--format=oci', '--timestamp', commitSeconds()];
    buildah(...build, '--platform', `linux/${architecture}`, '--tag', tag, ...buildArgs(), '.');
    buildah('manifest', 'add', LIST, tag);
  }
  rmSync(ARTEFACTS.image, { force: true });
  buildah('manifest', 'push', '--all', LIST, `oci-archive:${ARTEFACTS.image}`);
  return ARTEFACTS.image;
}
