/** The Dockerfile and .dockerignore, read as text. */

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import {
  execForm,
  expand,
  type Instruction,
  pairs,
  parseDockerfile,
  type Stage,
} from './dockerfile.ts';
import { isIgnored } from './dockerignore.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');

const file = parseDockerfile(await read('Dockerfile'));
const dockerignore = await read('.dockerignore');
const [build, final] = file.stages as readonly [Stage, Stage];

function all(stage: Stage, keyword: string): readonly Instruction[] {
  return stage.instructions.filter((instruction) => instruction.keyword === keyword);
}

function one(stage: Stage, keyword: string): Instruction {
  const found = all(stage, keyword);
  expect(found).toHaveLength(1);
  return found[0] as Instruction;
}

/** Paths of the project that the build takes. */
const sources = file.stages
  .flatMap((stage) => all(stage, 'COPY'))
  .filter(({ flags }) => !flags.has('from'))
  .flatMap(({ text }) => text.split(/\s+/).slice(0, -1));

describe('the Dockerfile', () => {
  it('builds in one stage and runs in another', () => {
    expect(file.stages.map(({ name }) => name)).toEqual(['build', '']);
    for (const { flags } of all(final, 'COPY').filter((copy) => copy.flags.has('from')))
      expect(flags.get('from')).toBe('build');
  });

  it('starts from the same major version of Node, named in the tag', () => {
    expect(build.image).toMatch(/node:24-slim$/);
    expect(final.image).toMatch(/distroless\/nodejs24-debian\d+:nonroot$/);
  });

  it('builds once for every platform, and runs nothing that belongs to one', async () => {
    const from = (await read('Dockerfile')).split('\n').filter((line) => line.startsWith('FROM'));
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

  it('installs what the lock file says, and runs no script of a package', () => {
    const install = all(build, 'RUN').filter(({ text }) => /\bnpm (ci|install|prune)\b/.test(text));
    expect(install.map(({ text }) => /npm (ci|install|prune)/.exec(text)?.[1])).toEqual([
      'ci',
      'prune',
    ]);
    for (const { text } of install) expect(text).toMatch(/--omit=peer .*--ignore-scripts/);
  });

  it('needs no shell in the final image', () => {
    expect(all(final, 'RUN')).toEqual([]);
    expect(execForm(one(final, 'ENTRYPOINT').text)).toEqual(['node', '/app/dist/main.js']);
    expect(all(final, 'CMD')).toEqual([]);
  });

  it('runs as a user with a number, who owns nothing', () => {
    expect(one(final, 'USER').text).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    for (const { flags } of all(final, 'COPY')) expect(flags.has('chown')).toBe(false);
  });

  it('says which port it serves', () => {
    expect(one(final, 'EXPOSE').text).toBe('10061');
  });

  it('adds nothing from the network or out of archives', () => {
    for (const stage of file.stages) expect(all(stage, 'ADD')).toEqual([]);
  });

  it('has no secret among its variables', () => {
    const names = file.stages
      .flatMap((stage) => [...all(stage, 'ARG'), ...all(stage, 'ENV')])
      .flatMap(({ text }) => [...pairs(text).keys()]);
    expect(names).toContain('REVISION');
    expect(names.filter((name) => /secret|token|passw|key|auth/i.test(name))).toEqual([]);
  });

  it('carries labels that the build arguments fill', () => {
    const args = new Map(all(final, 'ARG').flatMap(({ text }) => [...pairs(text)]));
    const labels = pairs(
      expand(
        one(final, 'LABEL').text,
        new Map([...args.keys()].map((name) => [name, `<${name}>`])),
      ),
    );
    const prefix = 'org.opencontainers.image.';
    expect(labels.get(`${prefix}version`)).toBe('<VERSION>');
    expect(labels.get(`${prefix}revision`)).toBe('<REVISION>');
    expect(labels.get(`${prefix}created`)).toBe('<CREATED>');
    expect(labels.get(`${prefix}licenses`)).toBe('Apache-2.0');
  });

  it('copies what is there and what .dockerignore lets through', () => {
    expect(sources.length).toBeGreaterThan(5);
    expect(sources.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(sources.filter((path) => isIgnored(dockerignore, path))).toEqual([]);
    expect(isIgnored(dockerignore, 'src/main.ts')).toBe(false);
  });

  it.each([
    '.git/config',
    '.env',
    '.npmrc',
    'node_modules/x/index.js',
    'dist/main.js',
    'config/a.yml',
    'test/a.ts',
  ])('never gets to see %s', (path) => {
    expect(isIgnored(dockerignore, path)).toBe(true);
  });
});
