/** How bodies are sent: parts of a text that rarely change are encoded once, what follows them each time. */

import { once } from 'node:events';
import { constants, crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';

export type Encoding = 'identity' | 'gzip';

/** One part of a text, encoded so that more can follow. */
export interface Encoded {
  readonly chunks: readonly Buffer[];
  /** Checksum and length of the text from its beginning to the end of this part. */
  readonly crc: number;
  readonly size: number;
}

/** What the first part follows. */
export const NOTHING: Encoded = { chunks: [], crc: 0, size: 0 };

interface Encoder {
  /** Encodes the part of a text that follows another one. */
  readonly encode: (pieces: AsyncIterable<Buffer>, before: Encoded) => Promise<Encoded>;
  /** The whole body: the parts, and the small rest of the text. */
  readonly finish: (parts: readonly Encoded[], rest: Buffer) => readonly Buffer[];
}

/** An exposition is compressed once and sent many times on fast networks: speed is worth more than the last per cent. */
const LEVEL = constants.Z_BEST_SPEED;

/** Magic, deflate, no flags, no time, no extra flags, unknown system (RFC 1952, 2.3). */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** Node.js' crc32 of no bytes forgets the sum that it goes on from. */
function crcOf(text: Buffer, crc: number): number {
  return text.length === 0 ? crc : crc32(text, crc);
}

/** Compresses on another thread, piece by piece. */
async function deflate(pieces: AsyncIterable<Buffer>, before: Encoded): Promise<Encoded> {
  const stream = createDeflateRaw({ level: LEVEL });
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  let { crc, size } = before;
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
    return { chunks, crc, size };
  } finally {
    stream.destroy();
  }
}

/** One member: several would be valid too, but curl stops after the first. */
function gzipMember(parts: readonly Encoded[], rest: Buffer): readonly Buffer[] {
  const { crc, size } = parts.at(-1) ?? NOTHING;
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crcOf(rest, crc), 0);
  trailer.writeUInt32LE((size + rest.length) % 2 ** 32, 4);
  const deflated = parts.flatMap(({ chunks }) => chunks);
  return [HEADER, ...deflated, deflateRawSync(rest, { level: LEVEL }), trailer];
}

export const ENCODERS: Readonly<Record<Encoding, Encoder>> = {
  gzip: { encode: deflate, finish: gzipMember },
  identity: {
    encode: async (pieces) => {
      const chunks: Buffer[] = [];
      for await (const piece of pieces) chunks.push(piece);
      return { ...NOTHING, chunks };
    },
    finish: (parts, rest) => [...parts.flatMap(({ chunks }) => chunks), rest],
  },
};
