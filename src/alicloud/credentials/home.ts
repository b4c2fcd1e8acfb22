/** Files of the vendor's tools in the home directory. */

import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Environment } from './provider.ts';

/** A path below the home directory; undefined when there is none, as for a user id without an account. */
export function homePath(env: Environment, ...parts: readonly string[]): string | undefined {
  try {
    return path.join(env['HOME'] || homedir(), ...parts);
  } catch {
    return undefined;
  }
}

/** The text of a file; undefined when it cannot be read. */
export async function textOf(file: string | undefined): Promise<string | undefined> {
  return file === undefined ? undefined : readFile(file, 'utf8').catch(() => undefined);
}
