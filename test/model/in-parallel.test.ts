import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { inParallel } from '../../src/model/concurrency.ts';
import { settle } from '../support/fake-clock.ts';

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    (result) => result,
    (error: unknown) => error,
  );

describe('inParallel', () => {
  it('returns the results in the order of the items, whatever order they come in', async () => {
    const outer = new AbortController();
    const call = async (item: number): Promise<number> => {
      if (item === 1) await settle();
      return item * 10;
    };
    expect(await inParallel([1, 2, 3], call, outer.signal)).toEqual([10, 20, 30]);
    expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
  });

  it('of nothing is nothing', async () => {
    const call = (): Promise<never> => Promise.reject(new Error('called'));
    expect(await inParallel([], call, new AbortController().signal)).toEqual([]);
  });

  it('rejects with the first failure, and tells the others to stop', async () => {
    const outer = new AbortController();
    const failure = new Error('failed');
    const stopped: number[] = [];
    const call = (item: number, signal: AbortSignal): Promise<never> =>
      item === 2
        ? Promise.reject(failure)
        : new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              stopped.push(item);
              reject(new Error('stopped'));
            });
          });
    expect(await errorOf(inParallel([1, 2, 3], call, outer.signal))).toBe(failure);
    expect(stopped).toEqual([1, 3]);
    expect(outer.signal.aborted).toBe(false);
    expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
  });

  it('passes the outer signal on to every call', async () => {
    const outer = new AbortController();
    const reason = new Error('stop');
    const call = (_item: number, signal: AbortSignal): Promise<never> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reject(signal.reason);
        });
      });
    const outcome = errorOf(inParallel([1, 2], call, outer.signal));
    outer.abort(reason);
    expect(await outcome).toBe(reason);
  });
});
