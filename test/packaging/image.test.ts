/** The Dockerfile's steps carried out, and the program that comes out. */

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { env, getuid } from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parseDockerfile } from './dockerfile.ts';
import { buildImage, type Image } from './image.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

/** It installs from the registry and compiles: half a minute and more. */
const wanted = env['CI'] === 'true' || env['RUN_SLOW'] === '1';
if (!wanted) process.stderr.write('The build of the image is skipped: RUN_SLOW=1 runs it.\n');

/** Root drops to the image's user, to see what that one may read. */
const user = getuid?.() === 0 ? { uid: 65532, gid: 65532 } : {};

(wanted ? describe : describe.skip)('the image', () => {
  let image: Image;
  let children: ChildProcess[] = [];

  beforeAll(async () => {
    const file = parseDockerfile(await readFile(join(root, 'Dockerfile'), 'utf8'));
    image = await buildImage(file, root, new Map([['REVISION', 'revision-of-the-test']]));
  }, 600_000);

  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    children = [];
    await rm(dirname(image.root), { recursive: true });
  });

  const start = (...args: readonly string[]): ChildProcess => {
    const [program, ...first] = image.entrypoint;
    const child = spawn(program, [...first, ...args], { ...user, env: image.env, cwd: image.root });
    children.push(child);
    return child;
  };

  it('knows its version and revision', async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    const [program, ...args] = image.entrypoint;
    const { stdout } = await run(program, [...args, '--version'], { ...user, env: image.env });
    expect(stdout).toContain(version);
    expect(stdout).toContain('revision-of-the-test');
  });

  it('holds the program and what it needs, and nothing to build it with', async () => {
    expect(await readdir(join(image.root, 'app'))).toEqual(
      expect.arrayContaining(['LICENSE', 'dist', 'node_modules', 'package.json']),
    );
    for (const name of ['typescript', 'jest', '.bin/tsc', 'prettier'])
      expect(existsSync(join(image.root, 'app/node_modules', name))).toBe(false);
    const files = await readdir(join(image.root, 'app/node_modules'), { recursive: true });
    expect(files.filter((name) => /\.(ts|mts|cts|map)$/.test(name))).toEqual([]);
  });

  it('serves the demo as the user of the image, and stops on SIGTERM', async () => {
    const child = start('--demo', '--web.listen-address=127.0.0.1:0');
    const exit = once(child, 'exit');
    let address: string | undefined;
    for await (const line of createInterface({ input: child.stderr! })) {
      address = /"address":"(http:[^"]+)"/.exec(line)?.[1];
      if (address !== undefined) break;
    }
    const answer = await fetch(`${address}/-/healthy`);
    expect(answer.status).toBe(200);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });
});
