import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../src/model/failure.ts';
import { readAllRows, type PageSource } from '../../src/alicloud/list.ts';
import { settle } from '../support/fake-clock.ts';
import { idOf, ids, rowsOf, ScheduledPoll, type Step } from './support/page-server.ts';

const SIZE = 50;
const never = (): AbortSignal => new AbortController().signal;

interface Answer {
  readonly rows: readonly unknown[];
  readonly total: number;
  readonly size?: number;
  readonly bytes?: number;
}

/** Answers page by page; `call` counts all calls from 0. */
function serverOf(answer: (page: number, call: number) => Answer, pageSize = SIZE) {
  const pages: number[] = [];
  const source: PageSource = {
    pageSize,
    idOf,
    fetch: (page) => {
      pages.push(page);
      return Promise.resolve(answer(page, pages.length - 1));
    },
  };
  return { source, pages };
}

const slice = (all: readonly string[], page: number, pageSize = SIZE) =>
  rowsOf(all.slice((page - 1) * pageSize, page * pageSize));

/** Rows that stay as they are, under a TotalCount of any kind. */
const steady = (count: number, total: (page: number, call: number) => number = () => count) =>
  serverOf((page, call) => ({ rows: slice(ids(count), page), total: total(page, call) }));

const read = (source: PageSource) => readAllRows(source, never());

const incomplete = expect.objectContaining({
  failure: expect.objectContaining({ reason: 'incomplete', code: 'incomplete', transient: true }),
});

describe('rows that nobody touches', () => {
  it.each([
    [0, 1],
    [1, 1],
    [49, 1],
    [50, 1],
    [51, 2],
    [100, 2],
    [101, 3],
    [1000, 20],
    [10_001, 201],
  ])('%i rows take %i calls', async (count, calls) => {
    const { source, pages } = steady(count);
    const { rows, reported } = await read(source);
    expect(rows.map(idOf)).toEqual(ids(count));
    expect(reported).toBe(count);
    expect(pages).toEqual(Array.from({ length: calls }, (_, index) => index + 1));
  });

  it.each([
    ['less than asked for', 10, 10, 25, [1, 2, 3]],
    ['less, and all pages are full', 10, 10, 30, [1, 2, 3]],
    ['what was asked for', 50, 50, 120, [1, 2, 3]],
    ['more than asked for', 50, 100, 120, [1, 2, 3]],
    ['less than its pages hold', 50, 10, 120, [1, 2, 3]],
    ['less than its only page holds', 50, 10, 30, [1]],
    ['nothing that can be', 50, 0, 120, [1, 2, 3]],
    ['a fraction', 50, 0.5, 0, [1]],
  ])('come in pages as large as the API says: %s', async (_, real, told, count, calls) => {
    const { source, pages } = serverOf((page) => ({
      rows: slice(ids(count), page, real),
      total: count,
      size: told,
    }));
    expect((await read(source)).rows.map(idOf)).toEqual(ids(count));
    expect(pages).toEqual(calls);
  });

  it('are asked for side by side after the first page', async () => {
    const waiting: number[] = [];
    const source: PageSource = {
      pageSize: SIZE,
      idOf,
      fetch: (page) => {
        waiting.push(page);
        return page === 1
          ? Promise.resolve({ rows: slice(ids(200), 1), total: 200 })
          : new Promise(() => undefined);
      },
    };
    void read(source);
    await settle();
    expect(waiting).toEqual([1, 2, 3, 4]);
  });
});

describe('a TotalCount that is wrong', () => {
  it.each([
    ['one too many on one page', 1, 2, 1],
    ['rows, but none', 0, 7, 1],
    ['one too few on one page', 3, 2, 1],
    ['one too few', 120, 119, 3],
    ['one too many', 120, 121, 3],
    ['too low by two full pages', 120, 10, 3],
    ['0', 120, 0, 3],
    ['too low, and the last page is full', 100, 10, 3],
    ['too high by pages', 120, 500, 10],
    ['absurd', 120, 1e9, 3],
    ['absurd, and the last page is full', 100, 1e9, 3],
    ['absurd for nothing', 0, 1e9, 1],
  ])('%s: all rows are taken after a second look', async (_, count, total, calls) => {
    const { source, pages } = steady(count, () => total);
    const { rows, reported } = await read(source);
    expect(rows.map(idOf)).toEqual(ids(count));
    expect(reported).toBe(total);
    expect(pages).toHaveLength(2 * calls);
  });

  it.each([51, 500])(
    'changing on the way, the same ids in both walks: all %i rows are taken',
    async (count) => {
      const { source } = steady(count, (page) => count + (page % 2));
      expect((await read(source)).rows).toHaveLength(count);
    },
  );

  it('on the first walk only is forgotten', async () => {
    const { source, pages } = steady(120, (_, call) => (call < 3 ? 121 : 120));
    expect(await read(source)).toMatchObject({ reported: 120 });
    expect(pages).toHaveLength(6);
  });

  it('and no end of rows: a bad response, after as many pages as a region can have', async () => {
    const { source, pages } = serverOf((page) => ({ rows: rowsOf([`r${page}`]), total: 0 }), 1);
    await expect(read(source)).rejects.toMatchObject({ failure: { reason: 'bad_response' } });
    expect(pages).toHaveLength(240);
  });

  it('and no end of text: a bad response long before', async () => {
    const { source, pages } = serverOf(
      (page) => ({ rows: rowsOf([`r${page}`]), total: 0, bytes: 2 * 1024 * 1024 }),
      1,
    );
    await expect(read(source)).rejects.toMatchObject({ failure: { reason: 'bad_response' } });
    expect(pages).toHaveLength(13);
  });
});

describe('a server that ignores PageNumber', () => {
  it.each([10, 60, 5000, 1e9])('and reports %i rows is not asked for long', async (total) => {
    const { source, pages } = serverOf(() => ({ rows: rowsOf(ids(SIZE)), total }));
    await expect(read(source)).rejects.toEqual(incomplete);
    expect(pages.length).toBeLessThanOrEqual(
      2 * Math.max(2, Math.min(201, Math.ceil(total / SIZE))),
    );
  });
});

describe('pages that do not fit together', () => {
  const pagesOf = (...pages: readonly (readonly string[])[]) => pages;
  const total = 5;

  /** Walks of three pages of two, one after the other; the last one stays. */
  const walks = (...all: readonly (readonly (readonly string[])[])[]) =>
    serverOf((page, call) => {
      const walk = all[Math.min(Math.floor(call / 3), all.length - 1)] ?? [];
      return { rows: rowsOf(walk[page - 1] ?? []), total };
    }, 2);

  const good = pagesOf(['a', 'b'], ['c', 'd'], ['e']);

  it.each([
    ['an id on two pages', pagesOf(['a', 'b'], ['b', 'c'], ['d'])],
    ['an id twice on a page', pagesOf(['a', 'a'], ['b', 'c'], ['d'])],
    ['a short page in the middle', pagesOf(['a', 'b'], ['c'], ['e'])],
    ['an empty page in the middle', pagesOf(['a', 'b'], [], ['e'])],
    ['an empty first page', pagesOf([], ['c', 'd'], ['e'])],
    ['an empty last page', pagesOf(['a', 'b'], ['c', 'd'], [])],
    ['a page too long', pagesOf(['a', 'b', 'x'], ['c', 'd'], ['e'])],
    ['an id that is gone since', pagesOf(['gone', 'a'], ['b', 'd'], [])],
  ])('%s in the first walk: the second one is the truth', async (_, first) => {
    const { source, pages } = walks(first, good);
    const { rows } = await read(source);
    expect(rows.map(idOf)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(pages).toHaveLength(6);
  });

  it.each([
    ['an id on two pages', pagesOf(['a', 'b'], ['b', 'c'], ['d'])],
    ['an id twice on a page', pagesOf(['a', 'a'], ['b', 'c'], ['d'])],
  ])('%s in both walks: incomplete', async (_, walk) => {
    const { source, pages } = walks(walk);
    await expect(read(source)).rejects.toEqual(incomplete);
    expect(pages).toHaveLength(6);
  });

  it.each([
    ['a short page in the middle', pagesOf(['a', 'b'], ['c'], ['e']), 'abce'],
    ['an empty page in the middle', pagesOf(['a', 'b'], [], ['e']), 'abe'],
    ['an empty first page', pagesOf([], ['c', 'd'], ['e']), 'cde'],
    ['empty pages', pagesOf([], [], ['e']), 'e'],
    ['a last page too long', pagesOf(['a', 'b'], ['c', 'd'], ['e', 'x', 'y']), 'abcdexy'],
  ])('%s in both walks: rows are hidden, these are all', async (_, walk, expected) => {
    const { source } = walks(walk);
    const { rows, reported } = await read(source);
    expect(rows.map(idOf).join('')).toBe(expected);
    expect(reported).toBe(total);
  });

  it.each([
    ['other ids', pagesOf(['a', 'b'], ['c'], ['e']), pagesOf(['a', 'b'], ['d'], ['e'])],
    ['an id more', pagesOf(['a', 'b'], ['c'], ['e']), pagesOf(['a', 'b'], ['c'], [])],
    [
      'the same ids, but one of them twice at first',
      pagesOf(['a', 'b'], ['b', 'c'], ['d']),
      pagesOf(['a', 'b'], ['c', 'd'], []),
    ],
    ['an id less', pagesOf(['a', 'b'], ['c'], []), pagesOf(['a', 'b'], ['c'], ['e'])],
  ])('two walks that do not add up and see %s: incomplete', async (_, first, second) => {
    await expect(read(walks(first, second).source)).rejects.toEqual(incomplete);
  });

  it('rows of one id twice are never published twice', async () => {
    const { source } = serverOf(() => ({ rows: [{ id: 'a' }, { id: 'a' }], total: 1 }), 2);
    await expect(read(source)).rejects.toEqual(incomplete);
  });
});

describe('rows whose ids cannot be read', () => {
  const odd = [null, 7, { id: undefined }];

  it('are rows like others: they count and are handed on', async () => {
    const all = [...rowsOf(ids(48)), ...odd];
    const { source, pages } = serverOf((page) => ({
      rows: all.slice((page - 1) * SIZE, page * SIZE),
      total: all.length,
    }));
    expect(await read(source)).toEqual({ rows: all, reported: 51 });
    expect(pages).toEqual([1, 2]);
  });

  it('do not count as the same row in the same place of another page', async () => {
    const { source } = serverOf((page) => ({ rows: page > 2 ? [] : [null], total: 2 }), 1);
    expect((await read(source)).rows).toEqual([null, null]);
  });
});

describe('a creation and a deletion between two pages', () => {
  it('of a walk that adds up are not looked for', async () => {
    const steps: readonly Step[] = [
      { kind: 'serve', pick: 0 },
      { kind: 'delete', pick: 0 },
      { kind: 'create', pick: 0 },
    ];
    const { result, calls } = await new ScheduledPoll(ids(4), 'append', 2).run(steps);
    expect(calls).toBe(2);
    expect(result?.rows.map(idOf)).toEqual(['r0', 'r1', 'r3', 'new1']);
  });
});

describe('deletions alone', () => {
  it('leave nothing behind', async () => {
    const poll = new ScheduledPoll(ids(4), 'append', 2);
    const steps: readonly Step[] = [
      { kind: 'serve', pick: 0 },
      { kind: 'serve', pick: 0 },
      { kind: 'delete', pick: 0 },
    ];
    const { result } = await poll.run(steps);
    // The walk added up before the deletion.
    expect(result?.rows.map(idOf)).toEqual(['r0', 'r1', 'r2', 'r3']);
  });
});

describe('a page that fails', () => {
  const failure = new ApiError({ reason: 'throttled', code: 'T', hint: 'h', transient: true });

  it('is the failure of the walk, and stops the other pages', async () => {
    const signals: AbortSignal[] = [];
    const source: PageSource = {
      pageSize: SIZE,
      idOf,
      fetch: (page, signal) => {
        if (page === 1) return Promise.resolve({ rows: slice(ids(500), 1), total: 500 });
        signals.push(signal);
        return page === 5 ? Promise.reject(failure) : new Promise(() => undefined);
      },
    };
    await expect(read(source)).rejects.toBe(failure);
    expect(signals).toHaveLength(9);
    expect(signals.every((signal) => signal.aborted)).toBe(true);
  });

  it('is not repeated by the walk', async () => {
    const { source, pages } = steady(500);
    const failing = {
      ...source,
      fetch: (page: number, signal: AbortSignal) =>
        page === 1 ? Promise.reject(failure) : source.fetch(page, signal),
    };
    await expect(read(failing)).rejects.toBe(failure);
    expect(pages).toEqual([]);
  });

  it('in the second walk fails the whole', async () => {
    const { source } = serverOf((page, call) => {
      if (call > 3) throw failure;
      return { rows: slice(ids(120), page), total: 121 };
    });
    await expect(read(source)).rejects.toBe(failure);
  });
});

describe('a walk that is cancelled', () => {
  it('ends with the reason, and passes the cancellation on to every page', async () => {
    const controller = new AbortController();
    const reason = new Error('stop');
    const aborted: number[] = [];
    const source: PageSource = {
      pageSize: SIZE,
      idOf,
      fetch: (page, signal) =>
        page === 1
          ? Promise.resolve({ rows: slice(ids(200), 1), total: 200 })
          : new Promise((_resolve, reject) => {
              signal.addEventListener('abort', () => {
                aborted.push(page);
                reject(signal.reason);
              });
            }),
    };
    const work = readAllRows(source, controller.signal);
    const outcome = work.catch((error: unknown) => error);
    await settle();
    controller.abort(reason);
    expect(await outcome).toBe(reason);
    expect(aborted).toEqual([2, 3, 4]);
  });
});
