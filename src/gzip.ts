/** Gzip of a text whose large first part rarely changes: only what is new is compressed. */

import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';

const deflate = promisify(deflateRaw);

/** Pages are compressed once and sent many times on fast networks: speed is worth more than the last per cent. */
const LEVEL = constants.Z_BEST_SPEED;

/** Magic, deflate, no flags, no time, no extra flags, unknown system (RFC 1952, 2.3). */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** The first part of a text, compressed so that more can follow. */
export interface GzipHead {
  readonly deflated: Buffer;
  readonly crc: number;
  readonly size: number;
}

/** Compresses the first part of a text. */
export async function gzipHead(data: Buffer): Promise<GzipHead> {
  // A synchronising flush ends on a byte and leaves the stream open.
  const deflated = await deflate(data, { level: LEVEL, finishFlush: constants.Z_SYNC_FLUSH });
  return { deflated, crc: crc32(data), size: data.length };
}

/**
 * The first part and the rest as one gzip member: several members would be valid too, but curl stops after the first.
 */
export async function gzipWithTail(head: GzipHead, tail: Buffer): Promise<Buffer> {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(tail, head.crc), 0);
  trailer.writeUInt32LE((head.size + tail.length) % 2 ** 32, 4);
  return Buffer.concat([HEADER, head.deflated, await deflate(tail, { level: LEVEL }), trailer]);
}
