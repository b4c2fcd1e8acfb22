/**
 * Compiles src/ into dist/ where that is missing or older: after `npm ci`, before `npm pack` and `npm run demo`. Without
 * the development dependencies (`npm ci --omit=dev`) nothing can be compiled: it says where dist/ comes from, and that is
 * no failure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const INPUTS = ['src', 'package.json', 'tsconfig.json', 'tsconfig.build.json'];

/** When the newest file of a file or folder was changed. */
function changedMs(path) {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => changedMs(join(path, name))));
}

/** Written last by a build. */
const built = join(root, 'dist', 'build-info.json');

function isBuilt() {
  if (!existsSync(built)) return false;
  return INPUTS.every((path) => changedMs(join(root, path)) <= statSync(built).mtimeMs);
}

function hasCompiler() {
  try {
    createRequire(join(root, 'package.json')).resolve('typescript/package.json');
    return true;
  } catch {
    return false;
  }
}

if (!isBuilt()) {
  if (hasCompiler()) {
    const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
      cwd: root,
      stdio: 'inherit',
    });
    process.exitCode = status ?? 1;
  } else {
    process.stderr.write(
      existsSync(built)
        ? 'dist/ is older than src/, and TypeScript is not installed: what was compiled before is used.\n'
        : 'dist/ is not compiled: TypeScript is a development dependency. Run `npm ci && npm run build && npm prune --omit=dev`, or install a packed release, which contains dist/.\n',
    );
  }
}
