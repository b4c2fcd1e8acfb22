/** Writes a result to where it was asked for, all of it. */

import type { Writable } from 'node:stream';

/** What a pipe says when nobody reads it any more. */
const GONE = 'EPIPE';

function isGone(error: Error): boolean {
  return 'code' in error && error.code === GONE;
}

/**
 * Resolves when all of `text` is handed over, however slow the reader is; also when the reader has gone, for then
 * nobody wants the rest: `| head` is no failure.
 * @throws the stream's error for anything else, such as a full disk.
 */
export function writeAll(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error | null): void => {
      if (error === null || error === undefined || isGone(error)) resolve();
      else reject(error);
    };
    // Without a listener the error would be thrown at the process; it stays, for a second error may follow.
    stream.on('error', settle);
    stream.write(text, settle);
  });
}
