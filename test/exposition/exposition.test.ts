/** The exposition as bytes: plain, compressed, kept until something changes. */

import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Encoding } from '../../src/exposition/encoding.ts';
import type { Format } from '../../src/exposition/format.ts';
import { bytesOf, Exposition, type Section } from '../../src/exposition/exposition.ts';
import type { Store } from '../../src/polling/store.ts';
import { gateway, listing } from '../support/samples.ts';
import {
  HANGZHOU,
  NOW_MS,
  renderSections,
  see,
  worldGroups,
  worldSections,
  worldStore,
} from '../support/world.ts';

const FORMATS: readonly Format[] = ['text', 'openmetrics'];
const MINUTE_MS = 60_000;

describe('an exposition', () => {
  let store: Store;
  let nowMs: number;
  let exposition: Exposition;

  beforeEach(() => {
    store = worldStore();
    nowMs = NOW_MS;
    let scrapes = 0;
    exposition = new Exposition({
      sections: worldGroups(),
      targets: () => store.list(),
      own: () => {
        scrapes += 1;
        return Promise.resolve(`own ${scrapes}\n`);
      },
      now: () => nowMs,
    });
  });

  async function text(format: Format = 'text', encoding: Encoding = 'identity'): Promise<string> {
    const bytes = bytesOf(await exposition.render(format, encoding));
    return (encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString();
  }

  it.each<[Format, string, string]>([
    ['text', 'text/plain; version=0.0.4; charset=utf-8', 'own 1\n'],
    ['openmetrics', 'application/openmetrics-text; version=1.0.0; charset=utf-8', 'own 1\n# EOF\n'],
  ])('as %s says what it is, and ends as that does', async (format, contentType, end) => {
    const rendition = await exposition.render(format, 'identity');
    expect(rendition).toMatchObject({ contentType, encoding: 'identity' });
    const sections = renderSections(worldSections(), store.list(), format);
    expect(bytesOf(rendition).toString()).toBe(sections + end);
  });

  it.each(FORMATS)('is the same %s when it is compressed', async (format) => {
    const plain = await exposition.render(format, 'identity');
    const gzipped = await exposition.render(format, 'gzip');
    expect(gzipped).toMatchObject({ encoding: 'gzip', contentType: plain.contentType });
    expect(gunzipSync(bytesOf(gzipped)).toString()).toBe(
      bytesOf(plain).toString().replace('own 1', 'own 2'),
    );
    expect(bytesOf(gzipped).length).toBeLessThan(bytesOf(plain).length / 5);
  });

  it.each<Encoding>(['identity', 'gzip'])(
    'keeps its bytes until something changes: %s',
    async (encoding) => {
      const large = async () => {
        const { chunks } = await exposition.render('text', encoding);
        return chunks.filter(({ length }) => length > 1_000);
      };
      const [first, second] = [await large(), await large()];
      expect(first.length).toBeGreaterThan(0);
      expect(second.every((chunk, index) => chunk === first[index])).toBe(true);
      see(store, HANGZHOU, 'gateways', listing([gateway('vpn-new')]));
      expect(await text('text', encoding)).toContain('vpn-new');
    },
  );

  it.each<Encoding>(['identity', 'gzip'])(
    'keeps what the API shows over polls that bring nothing new: %s',
    async (encoding) => {
      const seen = async () => {
        const { chunks } = await exposition.render('text', encoding);
        return chunks.find(({ length }) => length > 1_000);
      };
      const first = await seen();
      const { entries } = store.get(HANGZHOU)?.collectors.gateways ?? { entries: new Map() };
      const same = [...entries.values()].map(({ item }) => ({ ...item }));
      see(store, HANGZHOU, 'gateways', listing(same));
      expect(await seen()).toBe(first);
      const polls = /polls_total\{.*region="cn-hangzhou",collector="gateways"\} (\d+)/;
      expect(polls.exec(await text('text', encoding))?.[1]).toBe('2');
    },
  );

  it('makes bytes that nobody asked for during five minutes again when somebody does', async () => {
    const section: Section = {
      families: [],
      show: () => {
        shown += 1;
        return { items: [], texts: [], validUntilMs: Infinity };
      },
    };
    let shown = 0;
    exposition = new Exposition({
      sections: [[section]],
      targets: () => [],
      own: () => Promise.resolve(''),
      now: () => nowMs,
    });
    await exposition.render('openmetrics', 'gzip');
    for (let minute = 0; minute < 6; minute += 1) {
      nowMs += MINUTE_MS;
      await exposition.render('text', 'gzip');
    }
    expect(shown).toBe(2);
    await exposition.render('openmetrics', 'gzip');
    expect(shown).toBe(3);
  });

  it('shows a change to the next scrape in both formats', async () => {
    for (const format of FORMATS) await exposition.render(format, 'gzip');
    store.close(HANGZHOU);
    for (const format of FORMATS) expect(await text(format, 'gzip')).not.toContain('vco-single-up');
  });

  it('drops what has grown too old, without a poll', async () => {
    expect(await text()).toContain('vco-lab');
    nowMs += 1;
    expect(await text()).not.toContain('vco-lab');
    expect(await text('text', 'gzip')).not.toContain('vco-lab');
  });

  it('asks for the own metrics at each scrape', async () => {
    await text();
    expect(await text()).toContain('own 2\n');
  });
});

describe('an exposition whose parts fail', () => {
  const failing = (part: 'own' | 'targets') => {
    let isBroken = true;
    const breakOnce = (): void => {
      if (!isBroken) return;
      isBroken = false;
      throw new Error('broken');
    };
    return new Exposition({
      sections: [],
      targets: () => {
        if (part === 'targets') breakOnce();
        return [];
      },
      own: async () => {
        if (part === 'own') breakOnce();
        return Promise.resolve('own\n');
      },
      now: () => 0,
    });
  };

  it.each(['own', 'targets'] as const)('rejects, and recovers: %s', async (part) => {
    const exposition = failing(part);
    await expect(exposition.render('text', 'gzip')).rejects.toThrow('broken');
    expect(bytesOf(await exposition.render('text', 'identity')).toString()).toBe('own\n');
  });
});

describe('rendering again', () => {
  const VALID_UNTIL_MS = 1_000;
  let nowMs: number;
  let shown: number;
  let store: Store;
  let exposition: Exposition;

  beforeEach(() => {
    [nowMs, shown, store] = [500, 0, worldStore()];
    const section = (validUntilMs: number): Section => ({
      families: [],
      show: () => {
        shown += 1;
        return { items: [], texts: [], validUntilMs };
      },
    });
    exposition = new Exposition({
      sections: [[section(VALID_UNTIL_MS), section(Infinity)]],
      targets: () => store.list(),
      own: () => Promise.resolve(''),
      now: () => nowMs,
    });
  });

  it('is done once for all scrapes that wait for it', async () => {
    await Promise.all(Array.from({ length: 10 }, () => exposition.render('text', 'gzip')));
    expect(shown).toBe(2);
  });

  it.each<[string, () => void, boolean]>([
    ['not when nothing has changed', () => undefined, false],
    ['not as long as all may be shown', () => (nowMs = VALID_UNTIL_MS), false],
    ['when some of it has grown too old', () => (nowMs = VALID_UNTIL_MS + 1), true],
    ['when a target changed', () => see(store, HANGZHOU, 'gateways', listing([])), true],
    ['when a target went', () => store.close(HANGZHOU), true],
  ])('happens %s', async (_when, change, isMade) => {
    await exposition.render('text', 'gzip');
    expect(shown).toBe(2);
    change();
    await exposition.render('text', 'gzip');
    expect(shown).toBe(isMade ? 4 : 2);
  });
});
