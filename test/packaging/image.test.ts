/** The Dockerfile and .dockerignore, as buildah takes them; install.long.test.ts builds the whole image. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ROOT } from '../../scripts/release/step.ts';
import { isInstalled } from '../support/tools.ts';
import { Builder } from './image.ts';

const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');
const dockerfile = await read('Dockerfile');

(isInstalled('buildah') ? describe : describe.skip)('the image', () => {
  const builder = new Builder();
  afterAll(() => {
    builder.remove();
  });

  it('runs the program as a user with a number, without a shell, and says what it is', () => {
    const config = builder.configuration({ VERSION: '1.2.3', REVISION: 'abc', CREATED: 'then' });
    expect(config).toEqual({
      User: '65532:65532',
      ExposedPorts: { '10061/tcp': {} },
      Env: ['PATH=/nodejs/bin:/usr/local/bin:/usr/bin:/bin', 'NODE_ENV=production'],
      Entrypoint: ['node', '/app/dist/main.js'],
      WorkingDir: '/app',
      Labels: expect.objectContaining({
        'org.opencontainers.image.version': '1.2.3',
        'org.opencontainers.image.revision': 'abc',
        'org.opencontainers.image.created': 'then',
        'org.opencontainers.image.licenses': 'Apache-2.0',
      }),
    });
  });

  it('is made of the sources and nothing that may hold a secret', () => {
    const sources = ['LICENSE', 'package.json', 'package-lock.json', 'src/main.ts'];
    const scripts = ['scripts/build-info.mjs', 'scripts/clean.mjs'];
    const others = ['.git/config', '.env', '.npmrc', 'node_modules/x/index.js', 'dist/main.js'];
    const seen = builder.seen([
      ...sources,
      ...scripts,
      ...others,
      'config/a.yml',
      'test/a.ts',
      'scripts/other.mjs',
    ]);
    expect(seen.toSorted()).toEqual([...sources, ...scripts, 'scripts', 'src'].toSorted());
  });
});

describe('the Dockerfile', () => {
  it('builds once for every platform, and runs nothing that belongs to one', async () => {
    const from = dockerfile.split('\n').filter((line) => line.startsWith('FROM'));
    expect(from).toHaveLength(2);
    expect(from[0]).toContain('--platform=$BUILDPLATFORM');
    expect(from[1]).not.toContain('--platform');
    const lock = JSON.parse(await read('package-lock.json')) as {
      packages: Record<
        string,
        { dev?: boolean; devOptional?: boolean; cpu?: unknown; os?: unknown }
      >;
    };
    const bound = Object.entries(lock.packages).filter(
      ([, { dev, devOptional, cpu, os }]) => !dev && !devOptional && (cpu ?? os) !== undefined,
    );
    expect(bound.map(([name]) => name)).toEqual([]);
  });

  it('starts from the same major version of Node, named in the tag', () => {
    expect(dockerfile).toMatch(/^ARG BUILD_IMAGE=\S+node:24-slim(@\S+)?$/m);
    expect(dockerfile).toMatch(/^ARG RUNTIME_IMAGE=\S+nodejs24-debian\d+:nonroot(@\S+)?$/m);
  });

  it('installs what the lock file says, and runs no script of a package', () => {
    const commands = dockerfile.match(/\bnpm (?:ci|install|prune)\b.*/g) ?? [];
    expect(commands.map((command) => command.split(' ')[1])).toEqual(['ci', 'prune']);
    for (const command of commands) expect(command).toMatch(/--omit=peer .*--ignore-scripts/);
  });

  it('adds nothing from the network or out of archives, and gives no file away', () => {
    expect(dockerfile).not.toMatch(/^\s*ADD\b|--chown/m);
  });

  it('has no secret among its variables', () => {
    const names = [...dockerfile.matchAll(/^\s*(?:ARG|ENV)\s+(\w+)/gm)].map(([, name]) => name);
    expect(names).toContain('REVISION');
    expect(names.filter((name) => /secret|token|passw|key|auth/i.test(name ?? ''))).toEqual([]);
  });
});
