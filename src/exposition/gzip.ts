/** Gzip of a text whose large first part rarely changes: only what is new is compressed. */

import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, deflateRawSync } from 'node:zlib';
import { joinCrc32 } from './crc32.ts';

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

/** Compresses the first part of a text, given in one piece or several. */
export async function gzipHead(data: Buffer | readonly Buffer[]): Promise<GzipHead> {
  const text = Buffer.isBuffer(data) ? data : Buffer.concat(data);
  // A synchronising flush ends on a byte and leaves the stream open.
  const deflated = await deflate(text, { level: LEVEL, finishFlush: constants.Z_SYNC_FLUSH });
  return { deflated, crc: crc32(text), size: text.length };
}

/** Heads of consecutive texts as that of all of them; none of them refers to bytes before its own. */
export function joinHeads(heads: readonly GzipHead[]): GzipHead {
  return {
    deflated: Buffer.concat(heads.map(({ deflated }) => deflated)),
    crc: heads.reduce((crc, next) => joinCrc32(crc, next.crc, next.size), 0),
    size: heads.reduce((size, next) => size + next.size, 0),
  };
}

/** The rest of a text, compressed so that it ends a member. */
export interface GzipTail {
  readonly deflated: Buffer;
  readonly text: Buffer;
}

/** Compresses the rest of a text. Below thousands of targets it is small: doing it here takes less time than asking another thread to. */
export function gzipTail(text: Buffer): GzipTail {
  return { deflated: deflateRawSync(text, { level: LEVEL }), text };
}

/** Both parts as one gzip member, in pieces: several members would be valid too, but curl stops after the first. */
export function gzipMember(head: GzipHead, { deflated, text }: GzipTail): readonly Buffer[] {
  const trailer = Buffer.alloc(8);
  // Node.js' crc32 of no bytes forgets the sum that it goes on from.
  trailer.writeUInt32LE(text.length === 0 ? head.crc : crc32(text, head.crc), 0);
  trailer.writeUInt32LE((head.size + text.length) % 2 ** 32, 4);
  return [HEADER, head.deflated, deflated, trailer];
}
