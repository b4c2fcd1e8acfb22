/** Reads small files whole; refuses what never ends, and what holds up whoever opens it. */

import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  type BigIntStats,
  type Stats,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { codeOf } from '../model/values.ts';

/** The configuration of thousands of accounts is smaller. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A file that is there, and is not read; the message says what it is instead. */
class UnsuitableFile extends Error {
  override readonly name = 'UnsuitableFile';
  readonly code = 'ENOTFILE';
}

/** A pipe is opened at once, not when somebody writes into it: a thread that waits for that also holds up the exit. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** @param state of the open file: the path may lead to another one by now. */
function requireSmallFile(state: Stats | BigIntStats, maxBytes: number): void {
  if (state.isFIFO()) throw new UnsuitableFile('a pipe');
  if (state.isDirectory()) throw new UnsuitableFile('a directory');
  if (!state.isFile()) throw new UnsuitableFile('a device or socket');
  if (state.size > maxBytes) throw new UnsuitableFile(`more than ${maxBytes} bytes`);
}

/** What a file held, and which state of it that was. */
export interface ReadFile {
  readonly content: Buffer;
  readonly state: BigIntStats;
}

/** @throws UnsuitableFile, or the error of Node.js */
export async function readSmallFile(path: string, maxBytes = MAX_BYTES): Promise<ReadFile> {
  const handle = await open(path, FLAGS);
  try {
    const state = await handle.stat({ bigint: true });
    requireSmallFile(state, maxBytes);
    return { content: await handle.readFile(), state };
  } finally {
    await handle.close();
  }
}

/** The same in one turn. */
export function readSmallFileSync(path: string, maxBytes: number): Buffer {
  const descriptor = openSync(path, FLAGS);
  try {
    requireSmallFile(fstatSync(descriptor), maxBytes);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const FILE_PROBLEMS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['ENOTDIR', 'no such file'],
  ['EACCES', 'a file that this user may not read'],
  ['EPERM', 'a file that this user may not read'],
  ['EISDIR', 'a directory'],
  ['ELOOP', 'a link that leads nowhere'],
  ['ENXIO', 'a device or socket'],
  ['ERR_ENCODING_INVALID_ENCODED_DATA', 'another encoding'],
]);

/** Why a file cannot be read, in words; the code of the error where there are none for it. */
export function fileProblem(error: unknown): string {
  if (error instanceof UnsuitableFile) return error.message;
  const code = codeOf(error, 'an error');
  return FILE_PROBLEMS.get(code) ?? code;
}
