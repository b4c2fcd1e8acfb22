/** How often everything is judged. */

import { expect, it } from '@jest/globals';
import { SharedOverview } from '../../src/views/overview.ts';
import { FakeClock } from '../support/fake-clock.ts';

const START_MS = 5_000;

function sharedAt(clock: FakeClock) {
  const source = { judged: 0 };
  const shared = new SharedOverview(() => {
    source.judged += 1;
    return { targets: [], staleAfterMs: () => 1 };
  }, clock);
  return { shared, source };
}

it('judges once for all who look within a second, and tells them as of when', async () => {
  const clock = new FakeClock(START_MS);
  const { shared, source } = sharedAt(clock);
  const [first, other] = await Promise.all([shared.get(), shared.get()]);
  expect(other).toBe(first);
  await clock.advance(999);
  expect(await shared.get()).toBe(first);
  expect(first.nowMs).toBe(START_MS);
  expect(source.judged).toBe(1);
  await clock.advance(1);
  expect((await shared.get()).nowMs).toBe(START_MS + 1_000);
  expect(source.judged).toBe(2);
});

it('judges again a second later when the time of day was set back', async () => {
  const clock = new FakeClock(START_MS);
  const { shared } = sharedAt(clock);
  await shared.get();
  clock.jump(-4_000);
  await clock.advance(1_000);
  expect((await shared.get()).nowMs).toBe(START_MS - 3_000);
});

it('judges again after a judgement that failed', async () => {
  let isBroken = true;
  const shared = new SharedOverview(() => {
    if (isBroken) throw new Error('broken');
    return { targets: [], staleAfterMs: () => 1 };
  }, new FakeClock());
  await expect(shared.get()).rejects.toThrow('broken');
  isBroken = false;
  expect((await shared.get()).overview.connections).toEqual([]);
});
