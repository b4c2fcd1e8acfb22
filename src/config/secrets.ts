/** Secrets of a configuration: read from values and from files, which may be rotated at any time; compared by digests. */

import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { ConfigError } from './error.ts';
import { fileProblem, readSmallFile } from './file.ts';
import { Secret, type SecretSource } from '../model/secret.ts';
import { fieldOf } from '../model/values.ts';

/** Reads a secret. Rejects with a ConfigError that names the file, never its content. */
export type ReadSecret = (source: SecretSource) => Promise<Secret>;

/** What was read from a file, and which state of the file that was. */
interface ReadSecretFile {
  readonly version: string;
  readonly secret: Secret;
}

/** The most bytes of a secret file: more than any key or token has. */
const MAX_BYTES = 65_536;

function versionOf({ dev, ino, size, mtimeNs }: BigIntStats): string {
  return [dev, ino, size, mtimeNs].join(' ');
}

function refuse(path: string, expected: string, found: string): ConfigError {
  return new ConfigError([{ path, expected, found }]);
}

function toSecret(path: string, content: string): Secret {
  const text = content.trim();
  if (text === '') throw refuse(path, 'a file with a secret', 'an empty file');
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw refuse(path, 'a file with one line without blanks', 'something else');
  }
  return new Secret(text);
}

async function readSecretFile(path: string): Promise<ReadSecretFile> {
  const { content, state } = await readSmallFile(path, MAX_BYTES);
  return { version: versionOf(state), secret: toSecret(path, content.toString()) };
}

async function readAnew(path: string, known: ReadSecretFile | undefined): Promise<ReadSecretFile> {
  try {
    const version = versionOf(await stat(path, { bigint: true }));
    return known?.version === version ? known : await readSecretFile(path);
  } catch (error) {
    throw error instanceof ConfigError
      ? error
      : refuse(path, 'a readable file', fileProblem(error));
  }
}

/**
 * Makes a reader that remembers the files it has read: the same Secret is returned until the file changes its
 * modification time, size or inode.
 */
export function secretReader(): ReadSecret {
  const known = new Map<string, ReadSecretFile>();
  return async (source) => {
    if (source.kind === 'value') return source.value;
    const now = await readAnew(source.path, known.get(source.path));
    known.set(source.path, now);
    return now.secret;
  };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A digest that tells whether two plain values are the same. Secrets count with their content, which it does not show. */
export function fingerprint(value: unknown): string {
  return digest(
    JSON.stringify(value, function (this: unknown, key: string, shown: unknown) {
      // Secret.toJSON has already run: the holder still has the secret itself.
      const original = fieldOf(this, key);
      return original instanceof Secret ? digest(original.reveal()) : shown;
    }),
  );
}
