/** Bodies of answers: read to their end, decompressed, up to their limits. */

import { pipeline, type Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { JsonFilter, tooLarge } from '../decode/json-filter.ts';

/** How much of an answer is read. */
export interface BodyLimits {
  /** The longest body, in bytes, also when decompressed. */
  readonly maxBytes: number;
  /** JSON only: the longest text in it, in bytes; what is longer is cut. Without it the body is not looked into. */
  readonly maxText?: number;
}

/** A body of this size is parsed in milliseconds, whatever is in it. Most are smaller, and not looked into. */
const HARMLESS_BYTES = 256 * 1024;

/** Compression is never asked for, but proxies do it all the same. */
const decompressors = new Map([
  ['gzip', createGunzip],
  ['deflate', createInflate],
]);

function decompressed(stream: Readable, encoding: string): Readable {
  const create = decompressors.get(encoding.toLowerCase());
  // An error of either stream is one of the last, which is the one that is read.
  return create === undefined ? stream : pipeline(stream, create(), () => undefined);
}

/**
 * The body in `stream`.
 * @param encoding the Content-Encoding header
 * @throws RangeError with code ERR_BUFFER_TOO_LARGE beyond the limits, or the error of the stream
 */
export async function readBody(
  stream: Readable,
  encoding: string,
  { maxBytes, maxText }: BodyLimits,
): Promise<Buffer> {
  let filter: JsonFilter | undefined;
  const kept: Buffer[] = [];
  let fresh: Buffer[] = [];
  let size = 0;
  for await (const chunk of decompressed(stream, encoding)) {
    const bytes: Buffer = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) throw tooLarge();
    fresh.push(bytes);
    if (maxText === undefined || size <= HARMLESS_BYTES) continue;
    filter ??= new JsonFilter(maxText);
    kept.push(filter.take(Buffer.concat(fresh)));
    fresh = [];
  }
  return Buffer.concat([...kept, ...fresh]);
}
