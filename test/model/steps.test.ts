/** Work in steps: done at once, or with room for others in between. */

import { describe, expect, it } from '@jest/globals';
import { each, finish, inSteps } from '../../src/model/steps.ts';
import { settle } from '../support/fake-clock.ts';

function* count(steps: number, seen: number[]): Generator<undefined, string> {
  for (let step = 1; step <= steps; step += 1) {
    seen.push(step);
    yield;
  }
  return 'done';
}

describe('inSteps', () => {
  it('lets the event loop turn after each step', async () => {
    const seen: number[] = [];
    const work = inSteps(count(3, seen));
    const perTurn: number[] = [];
    for (let left = 3; left > 0; left -= 1) {
      perTurn.push(seen.length);
      await settle();
    }
    expect(await work).toBe('done');
    expect(perTurn).toEqual([1, 2, 3]);
  });

  it('does work of no step at once', async () => {
    const order: string[] = [];
    void settle().then(() => order.push('turn'));
    await inSteps(count(0, [])).then(() => order.push('work'));
    expect(order).toEqual(['work']);
  });

  it('goes no further when it is told to stop', async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const work = inSteps(count(3, seen), stop.signal);
    stop.abort(new Error('stopped'));
    await expect(work).rejects.toThrow('stopped');
    expect(seen).toEqual([1]);
  });

  it('fails as the work does', async () => {
    const work = inSteps(
      (function* (): Generator<undefined, void> {
        yield;
        throw new Error('broken');
      })(),
    );
    await expect(work).rejects.toThrow('broken');
  });
});

it('finish does everything at once', () => {
  const seen: number[] = [];
  expect(finish(count(3, seen))).toBe('done');
  expect(seen).toEqual([1, 2, 3]);
});

it.each([
  [0, 0],
  [1, 0],
  [100, 0],
  [101, 1],
  [250, 2],
])('each does something to %i items in as many turns as it takes: %i steps', (length, steps) => {
  const items = Array.from({ length }, (_, index) => index);
  const seen: number[] = [];
  expect([...each(items, (item) => seen.push(item))]).toHaveLength(steps);
  expect(seen).toEqual(items);
});
