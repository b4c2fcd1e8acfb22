/** Reads small files whole; refuses what never ends, and what holds up whoever opens it. */

import { constants, type BigIntStats, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';

/** The configuration of thousands of accounts is smaller. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A file that is there, and is not read. */
export class UnsuitableFile extends Error {
  override readonly name = 'UnsuitableFile';
  readonly code = 'ENOTFILE';
  /** What it is instead, in words. */
  readonly problem: string;

  constructor(problem: string) {
    super(problem);
    this.problem = problem;
  }
}

/** Why a file is not to be read; undefined for one that is. */
export function unsuitable(state: Stats | BigIntStats, maxBytes: number): string | undefined {
  if (state.isFIFO()) return 'a pipe';
  if (state.isDirectory()) return 'a directory';
  if (!state.isFile()) return 'a device or socket';
  return state.size > maxBytes ? `more than ${maxBytes} bytes` : undefined;
}

/** What a file held, and which state of it that was. */
export interface ReadFile {
  readonly content: Buffer;
  readonly state: BigIntStats;
}

/** @throws UnsuitableFile, or the error of Node.js */
export async function readSmallFile(path: string, maxBytes = MAX_BYTES): Promise<ReadFile> {
  // A pipe is opened at once, not when somebody writes into it: a thread that waits for that also holds up the exit.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    // Asked of the open file: the path may lead to another one by now.
    const state = await handle.stat({ bigint: true });
    const problem = unsuitable(state, maxBytes);
    if (problem !== undefined) throw new UnsuitableFile(problem);
    return { content: await handle.readFile(), state };
  } finally {
    await handle.close();
  }
}
