import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { withDeadline } from '../../src/model/concurrency.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';

const late = new Error('late');
const never = (): AbortSignal => new AbortController().signal;

/** Work that ends as its signal says, with an error of its own, as node:http does. */
const obedient = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('AbortError'));
    });
  });

const deaf = (): Promise<never> => new Promise(() => undefined);

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (result) => result,
    (error: unknown) => error,
  );

describe('withDeadline', () => {
  it('returns what the work returns, and leaves nothing behind', async () => {
    const clock = new FakeClock();
    const outer = new AbortController();
    const work = (): Promise<string> => Promise.resolve('result');
    expect(await withDeadline(clock, 1000, () => late, work, outer.signal)).toBe('result');
    expect(clock.pending).toBe(0);
    expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
  });

  it('rejects with what the work rejects with, and leaves nothing behind', async () => {
    const clock = new FakeClock();
    const outer = new AbortController();
    const failure = new Error('failed');
    const work = (): Promise<never> => Promise.reject(failure);
    expect(await errorOf(withDeadline(clock, 1000, () => late, work, outer.signal))).toBe(failure);
    expect(clock.pending).toBe(0);
    expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
  });

  it('rejects with what the work throws', async () => {
    const clock = new FakeClock();
    const work = (): Promise<never> => {
      throw late;
    };
    expect(await errorOf(withDeadline(clock, 1000, () => new Error('other'), work, never()))).toBe(
      late,
    );
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['obeys its signal', obedient],
    ['ignores its signal', deaf],
  ])('ends work that %s after the time', async (_, work) => {
    const clock = new FakeClock();
    const state = { outcome: 'waiting' as unknown };
    void errorOf(withDeadline(clock, 1000, () => late, work, never())).then((outcome) => {
      state.outcome = outcome;
    });
    await clock.advance(999);
    expect(state.outcome).toBe('waiting');
    await clock.advance(1);
    expect(state.outcome).toBe(late);
    expect(clock.pending).toBe(0);
  });

  it.each([
    ['obeys its signal', obedient],
    ['ignores its signal', deaf],
  ])('ends work that %s with the outer reason', async (_, work) => {
    const clock = new FakeClock();
    const outer = new AbortController();
    const reason = new Error('stop');
    const outcome = errorOf(withDeadline(clock, 1000, () => late, work, outer.signal));
    outer.abort(reason);
    expect(await outcome).toBe(reason);
    expect(clock.pending).toBe(0);
  });

  it('does not begin when the outer signal is aborted', async () => {
    const reason = new Error('stop');
    let calls = 0;
    const work = (): Promise<void> => {
      calls += 1;
      return Promise.resolve();
    };
    const outcome = withDeadline(
      new FakeClock(),
      1000,
      () => late,
      work,
      AbortSignal.abort(reason),
    );
    expect(await errorOf(outcome)).toBe(reason);
    expect(calls).toBe(0);
  });

  it('tells the work why it is ended', async () => {
    const clock = new FakeClock();
    const signals: AbortSignal[] = [];
    const work = (signal: AbortSignal): Promise<never> => {
      signals.push(signal);
      return deaf();
    };
    const outcome = errorOf(withDeadline(clock, 1000, () => late, work, never()));
    await clock.advance(1000);
    await outcome;
    expect(signals[0]?.reason).toBe(late);
  });

  it('does not touch the signal of work that is done', async () => {
    const clock = new FakeClock();
    const outer = new AbortController();
    const signals: AbortSignal[] = [];
    const work = (signal: AbortSignal): Promise<void> => {
      signals.push(signal);
      return Promise.resolve();
    };
    await withDeadline(clock, 1000, () => late, work, outer.signal);
    outer.abort();
    await clock.advance(5000);
    expect(signals[0]?.aborted).toBe(false);
  });

  it('lets late failures of ended work pass unnoticed', async () => {
    const clock = new FakeClock();
    const fail: ((error: Error) => void)[] = [];
    const work = (): Promise<never> =>
      new Promise((_resolve, reject) => {
        fail.push(reject);
      });
    const outcome = errorOf(withDeadline(clock, 1000, () => late, work, never()));
    await clock.advance(1000);
    expect(await outcome).toBe(late);
    // An unhandled rejection would end the test run.
    fail[0]?.(new Error('too late'));
    await settle();
  });
});
