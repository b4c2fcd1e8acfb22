/** Reads the files that the web configuration is made of, and remembers what they held. */

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';

import type { Checked } from '../../config/check.ts';
import { fileProblem } from '../../config/error.ts';
import { unsuitable } from '../../config/file.ts';

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
    const read = readSmallFile(file);
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
    return [...this.#digests].some(([file, digest]) => digestOf(readSmallFile(file)) !== digest);
  }
}

interface Unread {
  readonly problem: string;
}

function readSmallFile(file: string): string | Unread {
  try {
    const stats = statSync(file);
    // A pipe would hold up the whole process until somebody writes into it.
    const problem = unsuitable(stats, MAX_SIZE);
    return problem === undefined ? readFileSync(file, 'utf8') : { problem };
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
