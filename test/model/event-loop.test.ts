/** Long work in short turns of the event loop. */

import { describe, expect, it } from '@jest/globals';
import { inTurns, Turn } from '../../src/model/concurrency.ts';
import { settle } from '../support/fake-clock.ts';

/** Longer than a turn may be. */
function spin(): void {
  const endMs = performance.now() + 11;
  while (performance.now() < endMs);
}

function numbers(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}

describe('inTurns', () => {
  it.each([0, 1, 99, 100, 101, 250])(
    'does the same to each of %i items, in order',
    async (length) => {
      const seen: number[] = [];
      await inTurns(numbers(length), (item) => seen.push(item));
      expect(seen).toEqual(numbers(length));
    },
  );

  it('lets others run after each hundred of them', async () => {
    const order: string[] = [];
    const others = (): void => {
      order.push('others');
      if (order.length < 9) setImmediate(others);
    };
    setImmediate(others);
    await inTurns(numbers(300), (item) => {
      if (item % 100 === 0) order.push(String(item));
    });
    expect(order).toEqual(['0', 'others', '100', 'others', '200']);
  });

  it('does a hundred at once', async () => {
    const order: string[] = [];
    void settle().then(() => order.push('turn'));
    await inTurns(numbers(100), () => undefined).then(() => order.push('work'));
    expect(order).toEqual(['work']);
  });

  it('goes no further when it is told to stop', async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const work = inTurns(numbers(300), (item) => seen.push(item), stop.signal);
    stop.abort(new Error('stopped'));
    await expect(work).rejects.toThrow('stopped');
    expect(seen).toEqual(numbers(100));
  });

  it('fails as the work does', async () => {
    const work = inTurns(numbers(3), () => {
      throw new Error('broken');
    });
    await expect(work).rejects.toThrow('broken');
  });
});

it('a turn ends only when it has lasted long enough', async () => {
  const order: string[] = [];
  const turn = new Turn();
  setImmediate(() => order.push('others'));
  await turn.pause();
  order.push('early');
  spin();
  await turn.pause();
  order.push('late');
  expect(order).toEqual(['early', 'others', 'late']);
});
