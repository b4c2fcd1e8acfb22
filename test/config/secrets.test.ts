import { mkdtemp, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError } from '../../src/config/error.ts';
import { Secret } from '../../src/model/secret.ts';
import { secretReader } from '../../src/config/secrets.ts';

let directory = '';
let path = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'secret-file-'));
  path = join(directory, 'key');
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

async function problem(): Promise<string> {
  const error: unknown = await secretReader()({ kind: 'file', path }).catch(
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConfigError)) throw new Error(`no ConfigError: ${String(error)}`);
  return error.message.replaceAll(path, '<path>');
}

describe('secretReader', () => {
  it('gives back a value', async () => {
    const value = new Secret('hunter2');
    expect(await secretReader()({ kind: 'value', value })).toBe(value);
  });

  it.each([
    ['hunter2', 'hunter2'],
    ['hunter2\n', 'hunter2'],
    ['hunter2\r\n', 'hunter2'],
    ['hunter2\n\n', 'hunter2'],
    [' hunter2 \n', 'hunter2'],
  ])('reads %j', async (content, expected) => {
    await writeFile(path, content);
    const secret = await secretReader()({ kind: 'file', path });
    expect(secret.reveal()).toBe(expected);
  });

  it.each([
    ['', '<path>: expected a file with a secret, found an empty file'],
    ['\n', '<path>: expected a file with a secret, found an empty file'],
    [
      'hunter2\nhunter3',
      '<path>: expected a file with one line without blanks, found something else',
    ],
    ['hunter 2', '<path>: expected a file with one line without blanks, found something else'],
    ['hünter2', '<path>: expected a file with one line without blanks, found something else'],
    ['hunter2\0', '<path>: expected a file with one line without blanks, found something else'],
    ['hunter2'.repeat(10_000), '<path>: expected a readable file, found more than 65536 bytes'],
  ])('refuses %.20j and does not show it', async (content, expected) => {
    await writeFile(path, content);
    expect(await problem()).toBe(expected);
  });

  it('says that a file is missing', async () => {
    expect(await problem()).toBe('<path>: expected a readable file, found no such file');
  });

  it('says that a file is a directory', async () => {
    path = directory;
    expect(await problem()).toBe('<path>: expected a readable file, found a directory');
  });

  it('returns the same secret until the file changes', async () => {
    const read = secretReader();
    await writeFile(path, 'first');
    const first = await read({ kind: 'file', path });
    expect(await read({ kind: 'file', path })).toBe(first);
    await writeFile(path, 'second');
    expect((await read({ kind: 'file', path })).reveal()).toBe('second');
  });

  it('notices a replaced file of the same size and time', async () => {
    const read = secretReader();
    await writeFile(path, 'first');
    const { atime, mtime } = await stat(path);
    await utimes(path, atime, mtime);
    expect((await read({ kind: 'file', path })).reveal()).toBe('first');
    const next = join(directory, 'next');
    await writeFile(next, 'other');
    await utimes(next, atime, mtime);
    await rename(next, path);
    expect((await read({ kind: 'file', path })).reveal()).toBe('other');
  });

  it('notices a file of the same size that was written in place', async () => {
    const read = secretReader();
    await writeFile(path, 'first');
    await utimes(path, 1, 1);
    await read({ kind: 'file', path });
    await writeFile(path, 'other');
    await utimes(path, 2, 2);
    expect((await read({ kind: 'file', path })).reveal()).toBe('other');
  });

  it('recovers when a file that was missing comes back', async () => {
    const read = secretReader();
    await expect(read({ kind: 'file', path })).rejects.toBeInstanceOf(ConfigError);
    await writeFile(path, 'back');
    expect((await read({ kind: 'file', path })).reveal()).toBe('back');
  });

  it('reports a file that is gone although it was read before', async () => {
    const read = secretReader();
    await writeFile(path, 'first');
    await read({ kind: 'file', path });
    await rm(path);
    await expect(read({ kind: 'file', path })).rejects.toBeInstanceOf(ConfigError);
  });
});
