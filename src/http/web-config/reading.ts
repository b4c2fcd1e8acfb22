/** Reads the files that the web configuration is made of, and remembers what they held. */

import { createHash } from 'node:crypto';

import type { Checked } from '../../config/check.ts';
import { fileProblem, readSmallFileSync } from '../../config/file.ts';

/** Bytes that a file may have. Certificates and users take a few KiB; reading more holds up every request. */
const MAX_SIZE = 1_048_576;

/**
 * One reading of a configuration. Everything is read at once and not in turns, so that the document and its certificates
 * are looked at as one: they are small and local.
 */
export class Reading {
  readonly #digests = new Map<string, string>();

  /** The text of `file`; a fault has `where` for its path. */
  text(where: string, file: string): Checked<string> {
    const read = readText(file);
    this.#digests.set(file, digestOf(read));
    return typeof read === 'string'
      ? { value: read }
      : { faults: [{ path: where, expected: 'a readable file', found: read.problem }] };
  }

  /**
   * Whether a file that was asked for, found or not, holds something else now. Contents are compared, since a file
   * written twice within one tick of the file system's clock has the same size and times.
   */
  isOutdated(): boolean {
    return [...this.#digests].some(([file, digest]) => digestOf(readText(file)) !== digest);
  }
}

interface Unread {
  readonly problem: string;
}

function readText(file: string): string | Unread {
  try {
    return readSmallFileSync(file, MAX_SIZE).toString();
  } catch (error) {
    return { problem: fileProblem(error) };
  }
}

/** All that is kept of what was read, so that no private key stays in memory. */
function digestOf(read: string | Unread): string {
  return typeof read === 'string'
    ? createHash('sha256').update(read).digest('base64')
    : read.problem;
}
