import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type BodyLimits, readBody } from '../../../src/alicloud/http/body.ts';
import { JsonFilter } from '../../../src/alicloud/decode/json-filter.ts';

const LIMITS: BodyLimits = { maxBytes: 16 * 1024 * 1024, maxText: 4096 };

function streamOf(body: Buffer, piece = 64 * 1024): Readable {
  const pieces = Array.from({ length: Math.ceil(body.length / piece) }, (_, index) =>
    body.subarray(index * piece, (index + 1) * piece),
  );
  return Readable.from(pieces, { objectMode: false });
}

const read = (text: string, limits = LIMITS) =>
  readBody(streamOf(Buffer.from(text)), '', limits).then((body) => body.toString('utf8'));

const tooLarge = expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' });

/** A list of as many of these as come close to a size in bytes. */
const list = (element: string, bytes: number): string =>
  `[${Array.from({ length: Math.floor(bytes / (element.length + 1)) }, () => element).join(',')}]`;

const MEGABYTE = 1024 * 1024;

describe('a body that is hostile', () => {
  it.each([
    ['1 MB of [', '['.repeat(MEGABYTE)],
    ['8 MB of [', '['.repeat(8 * MEGABYTE)],
    ['1 MB of {"a":', '{"a":'.repeat(MEGABYTE / 5)],
    ['1 MB of numbers', list('0', MEGABYTE)],
    ['1 MB of empty objects', list('{}', MEGABYTE)],
    ['1 MB of empty texts', list('""', MEGABYTE)],
    ['20,000 tags', list('{"Key":"a","Value":"b","Odd":[]}', 20_000 * 33)],
    ['more than 2 MiB of short texts', list(`"${'x'.repeat(4000)}"`, 3 * MEGABYTE)],
    ['a name that does not end', `{"${'\\"'.repeat(9 * MEGABYTE)}`],
  ])('is not read to its end: %s', async (_, text) => {
    await expect(read(text)).rejects.toEqual(tooLarge);
  });

  it('is one with more than 16 levels', async () => {
    const log = 'x'.repeat(MEGABYTE);
    const deep = (levels: number): string => `${'['.repeat(levels)}"${log}"${']'.repeat(levels)}`;
    expect(await read(deep(16))).toMatch(/^\[{16}"x+"\]{16}$/);
    await expect(read(deep(17))).rejects.toEqual(tooLarge);
  });

  it('is no larger when it is packed', async () => {
    const packed = gzipSync('['.repeat(MEGABYTE));
    await expect(readBody(streamOf(packed), 'gzip', LIMITS)).rejects.toEqual(tooLarge);
  });

  it('ends the stream', async () => {
    const stream = streamOf(Buffer.from('['.repeat(MEGABYTE)));
    await expect(readBody(stream, '', LIMITS)).rejects.toEqual(tooLarge);
    expect(stream.destroyed).toBe(true);
  });
});

describe('a body that is small', () => {
  it('is taken as it is', async () => {
    const text = `{"SourceLog":"${'x'.repeat(100_000)}"}`;
    expect(await read(text)).toBe(text);
  });
});

describe('a body without a limit of its text', () => {
  it('is taken as it is', async () => {
    const text = '['.repeat(MEGABYTE);
    expect(await read(text, { maxBytes: MEGABYTE })).toBe(text);
  });
});

describe('a long log', () => {
  it.each([
    [15, 'plain text', 'log line. '],
    [2, 'line breaks', 'a\\n'],
    [2, 'quotes and backslashes', '\\"\\\\'],
    [2, 'letters as numbers', '\\u8fde\\u005c'],
    [2, 'Chinese', '连接'],
  ])('is cut, and what is around it is whole: %d MB of %s', async (megabytes, _, line) => {
    const log = line.repeat(Math.floor((megabytes * MEGABYTE) / Buffer.byteLength(line)));
    const body = JSON.parse(await read(`{"A":1,"SourceLog":"${log}","B":[{"C":"d"}]}`)) as object;
    expect(body).toEqual({ A: 1, SourceLog: expect.any(String), B: [{ C: 'd' }] });
    const { SourceLog: kept } = body as { SourceLog: string };
    expect(kept.length).toBeGreaterThan(500);
    expect(kept.length).toBeLessThan(5000);
  });
});

/** All texts in a value, names included, in order. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => [
    ...(Array.isArray(value) ? [] : [name]),
    ...textsOf(child),
  ]);
}

/** The value with every text that is not a name as ''. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'string') return '';
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(shapeOf);
  return Object.entries(value).map(([name, child]) => [name, shapeOf(child)]);
}

/** JSON with names that are not cut, and texts of any characters. */
const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 5 },
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom<unknown>(null, true, 0, -1.5e-7, '\\', '"', '\\u', '\u0000\u0007'),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 3 }), tie('value')),
  ),
})).value;

describe('any JSON in any pieces', () => {
  it('keeps everything but the ends of long texts', () => {
    fc.assert(
      fc.property(
        anyJson,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 6, max: 40 }),
        (value, piece, maxText) => {
          const bytes = Buffer.from(JSON.stringify(value));
          const filter = new JsonFilter(maxText);
          const kept: Buffer[] = [];
          for (let at = 0; at < bytes.length; at += piece) {
            kept.push(filter.take(bytes.subarray(at, at + piece)));
          }
          const parsed: unknown = JSON.parse(Buffer.concat(kept).toString('utf8'));
          expect(shapeOf(parsed)).toEqual(shapeOf(value));
          const before = textsOf(value);
          textsOf(parsed).forEach((text, index) => {
            const whole = before[index] ?? '';
            const isLong = Buffer.byteLength(JSON.stringify(whole)) - 2 > maxText;
            expect(isLong ? whole.startsWith(text.replace(/\uFFFD+$/, '')) : text === whole).toBe(
              true,
            );
          });
        },
      ),
      { numRuns: 500 },
    );
  });
});
