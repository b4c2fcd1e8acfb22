/** Gzip of a text whose large first part rarely changes: that part is compressed once, the rest each time. */

import { once } from 'node:events';
import { constants, crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';

/** An exposition is compressed once and sent many times on fast networks: speed is worth more than the last per cent. */
const LEVEL = constants.Z_BEST_SPEED;

/** Magic, deflate, no flags, no time, no extra flags, unknown system (RFC 1952, 2.3). */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** The first part of a text, compressed so that more can follow. */
export interface DeflatedHead {
  readonly deflated: readonly Buffer[];
  readonly crc: number;
  readonly size: number;
}

/** The rest of a text, compressed so that it ends a member. */
interface DeflatedTail {
  readonly deflated: Buffer;
  readonly text: Buffer;
}

/** Node.js' crc32 of no bytes forgets the sum that it goes on from. */
function crcOf(text: Buffer, crc: number): number {
  return text.length === 0 ? crc : crc32(text, crc);
}

/** Compresses the first part of a text on another thread, piece by piece. */
export async function deflateHead(pieces: AsyncIterable<Buffer>): Promise<DeflatedHead> {
  const stream = createDeflateRaw({ level: LEVEL });
  const deflated: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => deflated.push(chunk));
  let crc = 0;
  let size = 0;
  try {
    for await (const piece of pieces) {
      crc = crcOf(piece, crc);
      size += piece.length;
      if (!stream.write(piece)) await once(stream, 'drain');
    }
    // A synchronising flush ends on a byte and leaves the stream open.
    await new Promise<void>((resolve) => {
      stream.flush(constants.Z_SYNC_FLUSH, resolve);
    });
    return { deflated, crc, size };
  } finally {
    stream.destroy();
  }
}

/** Compresses the rest of a text, which is small. */
export function deflateTail(text: Buffer): DeflatedTail {
  return { deflated: deflateRawSync(text, { level: LEVEL }), text };
}

/** Both parts as one gzip member, in pieces: several members would be valid too, but curl stops after the first. */
export function gzipMember(head: DeflatedHead, { deflated, text }: DeflatedTail): Buffer[] {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crcOf(text, head.crc), 0);
  trailer.writeUInt32LE((head.size + text.length) % 2 ** 32, 4);
  return [HEADER, ...head.deflated, deflated, trailer];
}
