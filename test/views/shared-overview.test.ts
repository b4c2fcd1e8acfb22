/** How often everything is judged. */

import { expect, it } from '@jest/globals';
import { SharedOverview } from '../../src/views/shared-overview.ts';

function sharedAt(clock: { nowMs: number }) {
  const source = { judged: 0 };
  const shared = new SharedOverview(
    () => {
      source.judged += 1;
      return { targets: [], staleAfterMs: 1 };
    },
    () => clock.nowMs,
  );
  return { shared, source };
}

it('judges once for all who look within a second, and tells them as of when', () => {
  const clock = { nowMs: 5_000 };
  const { shared, source } = sharedAt(clock);
  const first = shared.get();
  clock.nowMs = 5_999;
  expect(shared.get()).toBe(first);
  expect(first.nowMs).toBe(5_000);
  expect(source.judged).toBe(1);
  clock.nowMs = 6_000;
  expect(shared.get().nowMs).toBe(6_000);
  expect(source.judged).toBe(2);
});

it('judges again when the clock was set back', () => {
  const clock = { nowMs: 5_000 };
  const { shared } = sharedAt(clock);
  shared.get();
  clock.nowMs = 4_000;
  expect(shared.get().nowMs).toBe(4_000);
});
