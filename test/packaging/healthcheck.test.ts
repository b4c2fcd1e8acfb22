/** The image's HEALTHCHECK, run for real. */

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { execPath } from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execForm, parseDockerfile } from './dockerfile.ts';

const text = await readFile(new URL('../../Dockerfile', import.meta.url), 'utf8');
const check = parseDockerfile(text)
  .stages.flatMap(({ instructions }) => instructions)
  .find(({ keyword }) => keyword === 'HEALTHCHECK');
const [program, ...args] = execForm(check?.text.replace(/^CMD /, '') ?? '[]');

/** Runs the HEALTHCHECK of the image; resolves with its exit code. */
function run(url: string): Promise<number> {
  const env = { HEALTHCHECK_URL: url };
  return new Promise((resolve) => {
    const child = execFile(execPath, args, { env }, () => resolve(child.exitCode ?? -1));
  });
}

describe('the health check of the image', () => {
  let status = 200;
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status).end();
  });
  const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/-/healthy`;

  beforeEach(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())));

  it('is run by node, without a shell', () => {
    expect(check?.text.startsWith('CMD [')).toBe(true);
    expect(program).toBe('node');
    expect(args.at(-1)).toContain('http://127.0.0.1:10061/-/healthy');
  });

  it.each([
    [200, 0],
    [503, 1],
    [404, 1],
  ])('of an answer with %s exits with %s', async (answer, exit) => {
    status = answer;
    expect(await run(url())).toBe(exit);
    expect(asked.at(-1)).toBe('/-/healthy');
  });

  it('exits with 1 when nobody answers', async () => {
    const gone = url();
    await new Promise<void>((resolve) => void server.close(() => resolve()));
    expect(await run(gone)).toBe(1);
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  });
});
