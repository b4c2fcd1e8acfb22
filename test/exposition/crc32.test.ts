/** Checksums put together are those of the whole. */

import { crc32 } from 'node:zlib';
import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { joinCrc32 } from '../../src/exposition/crc32.ts';

it('is the checksum of both texts together', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  fc.assert(
    fc.property(bytes, bytes, (first, second) => {
      const whole = crc32(Buffer.concat([first, second]));
      expect(joinCrc32(crc32(first), crc32(second), second.length)).toBe(whole);
    }),
  );
});

it('knows texts of more bytes than 32 bits count', () => {
  // x^(2^32 - 1) is 1, so that many zeros, times eight bits, change nothing.
  expect(joinCrc32(0x12345678, 0, 2 ** 32 - 1)).toBe(0x12345678);
});
