/** Gzip of a text in parts. */

import { gunzipSync, inflateRawSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ENCODERS, NOTHING, type Encoded } from '../../src/exposition/encoding.ts';

const { encode, finish } = ENCODERS.gzip;

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));

async function* piecesOf(...pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

it('is one member that holds all parts and the rest, whatever they are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(bytes, { maxLength: 4 }), { maxLength: 3 }),
      fc.array(bytes, { minLength: 1, maxLength: 3 }),
      async (texts, rests) => {
        const parts: Encoded[] = [];
        for (const pieces of texts) {
          parts.push(await encode(piecesOf(...pieces), parts.at(-1) ?? NOTHING));
        }
        for (const rest of rests) {
          const member = Buffer.concat(finish(parts, rest));
          const whole = Buffer.concat([...texts.flat(), rest]);
          expect(gunzipSync(member)).toEqual(whole);
          expect(inflateRawSync(member.subarray(10, -8))).toEqual(whole);
        }
      },
    ),
  );
});

it('holds all of a first part that is larger than the buffers on the way', async () => {
  const pieces = Array.from({ length: 40 }, (_, index) =>
    Buffer.from(Array.from({ length: 100_000 }, (_unused, byte) => (byte * (index + 7)) % 251)),
  );
  const head = await encode(piecesOf(...pieces), NOTHING);
  const member = Buffer.concat(finish([head], Buffer.from('end')));
  expect(gunzipSync(member).equals(Buffer.concat([...pieces, Buffer.from('end')]))).toBe(true);
});

it('fails as the pieces do', async () => {
  async function* broken(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(Buffer.from('x'));
    throw new Error('broken');
  }
  await expect(encode(broken(), NOTHING)).rejects.toThrow('broken');
});

it('would not be taken for whole when a byte of it is missing or wrong', async () => {
  const head = await encode(piecesOf(Buffer.from('head')), NOTHING);
  const member = Buffer.concat(finish([head], Buffer.from('tail')));
  expect(() => gunzipSync(member.subarray(0, -1))).toThrow('unexpected end of file');
  const last = member.length - 8;
  member.writeUInt8(member.readUInt8(last) ^ 1, last);
  expect(() => gunzipSync(member)).toThrow('incorrect data check');
});
