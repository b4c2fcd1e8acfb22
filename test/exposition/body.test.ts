/** The sections of a page as bytes: what did not change is neither made nor compressed again. */

import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { BodyMaker, type Body } from '../../src/exposition/body.ts';
import type { PageSection, SectionView } from '../../src/exposition/section.ts';
import { gzipHead, gzipMember, gzipTail } from '../../src/exposition/gzip.ts';

/** A section of two families. */
function section(name: string): PageSection {
  const families = ['a', 'b'].map((family) => ({
    name: `${name}_${family}`,
    type: 'gauge' as const,
    help: 'H.',
    labels: [],
    samples: () => [],
  }));
  return {
    families,
    validUntilMs: Infinity,
    *update() {
      yield;
      return [];
    },
  };
}

const view = (...texts: readonly string[]): SectionView =>
  texts.map((text) => (text === '' ? [] : [Buffer.from(text)]));

const text = ({ chunks }: Body): string => Buffer.concat(chunks).toString();

async function unzipped(body: Body): Promise<string> {
  const member = gzipMember(await body.gzipped(), gzipTail(Buffer.alloc(0)));
  return gunzipSync(Buffer.concat(member)).toString();
}

describe('BodyMaker', () => {
  let maker: BodyMaker;
  /** Bytes that were compressed since the last look. */
  let compressed: number;
  let isBroken: boolean;
  const [first, second] = [view('x_a 1\n', 'x_b 1\n'), view('y_a 1\n', '')];

  beforeEach(() => {
    [compressed, isBroken] = [0, false];
    maker = new BodyMaker([section('x'), section('y')], 'text', async (data) => {
      if (isBroken) throw new Error('broken');
      const head = await gzipHead(data);
      compressed += head.size;
      return head;
    });
  });

  it('puts the families after their heads, and leaves out those without samples', () => {
    expect(text(maker.make([first, second]))).toBe(
      [
        '# HELP x_a H.\n# TYPE x_a gauge\nx_a 1\n',
        '# HELP x_b H.\n# TYPE x_b gauge\nx_b 1\n',
        '# HELP y_a H.\n# TYPE y_a gauge\ny_a 1\n',
      ].join(''),
    );
  });

  it('makes nothing again of the same views', () => {
    const body = maker.make([first, second]);
    expect(maker.make([first, second])).toBe(body);
    expect(body.gzipped()).toBe(body.gzipped());
  });

  it('keeps all bytes of a section that did not change', () => {
    const before = maker.make([first, second]);
    const after = maker.make([first, view('y_a 2\n', '')]);
    const shared = after.chunks.filter((chunk) => before.chunks.includes(chunk));
    expect(shared.map(String)).toEqual([
      '# HELP x_a H.\n# TYPE x_a gauge\n',
      'x_a 1\n',
      '# HELP x_b H.\n# TYPE x_b gauge\n',
      'x_b 1\n',
      '# HELP y_a H.\n# TYPE y_a gauge\n',
    ]);
  });

  it('compresses only what changed', async () => {
    const size = 300 * 1024;
    const piece = (letter: string): readonly Buffer[] => [Buffer.alloc(size, letter)];
    const [a, b] = [piece('a'), piece('b')];
    const bytes = async (...views: readonly SectionView[]): Promise<number> => {
      compressed = 0;
      await maker.make(views).gzipped();
      return compressed;
    };
    expect(await bytes([a, b], second)).toBeGreaterThan(2 * size);
    expect(await bytes([a, b], view('y_a 2\n', ''))).toBeLessThan(1_000);
    expect(await bytes([a, piece('c')], second)).toBeLessThan(size + 1_000);
    expect(await bytes([a, b], second)).toBeLessThan(size + 1_000);
  });

  it('compresses again what could not be compressed', async () => {
    const body = maker.make([first, second]);
    isBroken = true;
    await expect(body.gzipped()).rejects.toThrow('broken');
    isBroken = false;
    expect(await unzipped(body)).toBe(text(body));
  });

  it('is the same compressed and not, whatever comes and goes', async () => {
    const texts = fc.constantFrom('', 'x 1\n', 'x 2\n', 'long '.repeat(60_000));
    const views = fc
      .tuple(texts, texts, texts, texts)
      .map(([a, b, c, d]) => [view(a, b), view(c, d)]);
    await fc.assert(
      fc.asyncProperty(fc.array(views, { maxLength: 6 }), async (moments) => {
        const bodies = moments.map((moment) => maker.make(moment));
        for (const body of bodies) expect(await unzipped(body)).toBe(text(body));
      }),
      { numRuns: 30 },
    );
  });
});
