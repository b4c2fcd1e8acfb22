/** What the npm package consists of, and what `prepare` does where nothing can be compiled. */

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestOf, shrinkwrapOf, stage } from '../../scripts/release/npm-package.ts';
import { ROOT } from '../../scripts/release/step.ts';
import { entryOf } from '../../scripts/release/versions.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('the npm package', () => {
  it('holds the program, its documentation and no sources, maps or tests', () => {
    stage(folder);
    const [packed]: readonly { readonly files: readonly { readonly path: string }[] }[] =
      JSON.parse(
        execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
          cwd: folder,
          encoding: 'utf8',
        }),
      );
    const paths = packed?.files.map(({ path }) => path) ?? [];
    expect(paths).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'config/alicloud-vpn-exporter.service',
        'config/rules/alicloud-vpn.rules.yml',
        'dashboards/overview.json',
        'dist/main.js',
        'dist/simulator/demo.yml',
        'docs/configuration.md',
        'npm-shrinkwrap.json',
        'package.json',
      ]),
    );
    expect(
      paths.filter((path) => /\.(?:ts|map)$|^(?:src|test|scripts|bench)\//.test(path)),
    ).toEqual([]);
    const main = readFileSync(join(folder, 'dist/main.js'), 'utf8');
    expect(main).not.toContain('sourceMappingURL');
  });

  it('runs no script at its installation, and names its repository', () => {
    const manifest = manifestOf({
      name: 'x',
      scripts: { prepare: 'tsc' },
      devDependencies: { jest: '1' },
      dependencies: { undici: '7' },
    });
    expect(manifest).toEqual({ name: 'x', dependencies: { undici: '7' } });
    const { repository } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      repository: { url: string };
    };
    const rules = readFileSync(join(ROOT, 'config/rules/alicloud-vpn.rules.yml'), 'utf8');
    const url = repository.url.replace(/^git\+(.*)\.git$/, '$1');
    const runbooks = [...rules.matchAll(/runbook_url: (\S+)\/blob\//g)].map(([, base]) => base);
    expect(new Set(runbooks)).toEqual(new Set([url]));
  });

  it('fixes the versions of what it needs, and of nothing that is for development', () => {
    const lock = {
      lockfileVersion: 3,
      packages: {
        '': { devDependencies: { jest: '1' } },
        'node_modules/a': {},
        'node_modules/jest': { dev: true },
      },
    };
    expect(shrinkwrapOf(lock)).toEqual({
      lockfileVersion: 3,
      packages: { '': {}, 'node_modules/a': {} },
    });
  });
});

describe('prepare, without the development dependencies', () => {
  const prepare = () =>
    spawnSync(process.execPath, [join(folder, 'scripts/prepare.mjs')], {
      cwd: folder,
      encoding: 'utf8',
    });

  beforeEach(() => {
    for (const path of [
      'scripts/prepare.mjs',
      'package.json',
      'tsconfig.json',
      'tsconfig.build.json',
      'src',
    ]) {
      cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    }
  });

  it('says where dist/ comes from, and is no failure', () => {
    const { status, stderr } = prepare();
    expect({ status, dist: existsSync(join(folder, 'dist')) }).toEqual({ status: 0, dist: false });
    expect(stderr).toContain('dist/ is not compiled: TypeScript is a development dependency.');
  });

  it('uses what was compiled before, and says when that is old', () => {
    cpSync(join(ROOT, 'dist/build-info.json'), join(folder, 'dist/build-info.json'));
    expect(prepare()).toMatchObject({ status: 0, stderr: '' });
    utimesSync(join(folder, 'dist/build-info.json'), 0, 0);
    const { status, stderr } = prepare();
    expect(status).toBe(0);
    expect(stderr).toContain('dist/ is older than src/');
  });
});

describe('an entry of the changelog', () => {
  it.each([
    ['## 0.1.0 / 2026-11-28\n\n- [FEATURE] x\n', true],
    ['## 0.1.0\n\n- x\n', false],
    ['## 0.1.0 / soon\n\n- x\n', false],
    ['## 0.1.0-rc.0 / 2026-11-28\n', false],
  ])('%j', (text, isEntry) => {
    expect(entryOf(`# Changelog\n\n## Unreleased\n\n${text}`, '0.1.0') !== undefined).toBe(isEntry);
  });
});

describe('the production dependencies', () => {
  interface Locked {
    readonly dev?: boolean;
    readonly hasInstallScript?: boolean;
  }
  const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

  it('are those that SECURITY.md gives a reason for', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: object };
    const [, table = ''] = read('SECURITY.md').split('### What it is made of');
    const named = [...table.matchAll(/^\| `([^`]+)` +\|/gm)].map(([, name = '']) => name);
    expect(named.slice(0, Object.keys(dependencies).length)).toEqual(Object.keys(dependencies));
  });

  it('run one script at their installation, which SECURITY.md names', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, Locked>;
    };
    const scripted = Object.entries(packages).filter(
      ([path, { dev, hasInstallScript }]) => path !== '' && !dev && hasInstallScript,
    );
    expect(scripted.map(([path]) => path)).toEqual(['node_modules/@alicloud/openapi-core']);
    const production = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);
    expect(read('SECURITY.md')).toContain(`(${production.length} packages in all)`);
  });
});
