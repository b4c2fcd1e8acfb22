/** Reads the body of an answer: to its end, decompressed, up to a limit. */

import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';

/** Compression is never asked for, but proxies do it all the same. */
const decoders: ReadonlyMap<string, (body: Buffer, maxOutputLength: number) => Promise<Buffer>> =
  new Map([
    ['gzip', (body, maxOutputLength) => promisify(gunzip)(body, { maxOutputLength })],
    ['deflate', (body, maxOutputLength) => promisify(inflate)(body, { maxOutputLength })],
  ]);

/** The same error as that of zlib for a compressed body that grows too large. */
function tooLarge(): RangeError {
  return Object.assign(new RangeError('the answer is too large'), {
    code: 'ERR_BUFFER_TOO_LARGE',
  });
}

async function readRaw(stream: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes: Buffer = Buffer.from(chunk);
    size += bytes.length;
    if (size > maxBytes) throw tooLarge();
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/**
 * The body in `stream`.
 * @param encoding the Content-Encoding header
 * @param maxBytes limit of what is read, and of what that decompresses to
 */
export async function readBody(
  stream: Readable,
  encoding: string,
  maxBytes: number,
): Promise<Buffer> {
  const raw = await readRaw(stream, maxBytes);
  const decode = decoders.get(encoding.toLowerCase());
  return decode === undefined ? raw : decode(raw, maxBytes);
}
