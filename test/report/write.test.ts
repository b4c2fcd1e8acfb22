/** All of it arrives, or the reader has gone. */

import { describe, expect, it } from '@jest/globals';
import { Writable } from 'node:stream';
import { writeAll } from '../../src/report/write.ts';

/** A stream whose every write ends as told. */
function stream(error?: Error): Writable & { readonly taken: string[] } {
  const taken: string[] = [];
  const writable = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      setImmediate(() => {
        if (error === undefined) taken.push(chunk);
        done(error);
      });
    },
  });
  return Object.assign(writable, { taken });
}

function errorOf(code: string): Error {
  return Object.assign(new Error(`write ${code}`), { code });
}

describe('writeAll', () => {
  it('resolves once everything is handed over', async () => {
    const slow = stream();
    const text = 'x'.repeat(1_000_000);
    const written = writeAll(slow, text);
    expect(slow.taken).toEqual([]);
    await written;
    expect(slow.taken.join('')).toBe(text);
  });

  it('resolves when nobody reads any more', async () => {
    await expect(writeAll(stream(errorOf('EPIPE')), 'x')).resolves.toBeUndefined();
  });

  it('rejects when it cannot be written', async () => {
    await expect(writeAll(stream(errorOf('ENOSPC')), 'x')).rejects.toThrow('write ENOSPC');
  });
});
