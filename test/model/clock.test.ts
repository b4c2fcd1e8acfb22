import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { sleep, systemClock } from '../../src/model/clock.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';

/** What became of a promise so far. */
function watch(work: Promise<unknown>): { outcome: unknown } {
  const state: { outcome: unknown } = { outcome: 'waiting' };
  work.then(
    () => {
      state.outcome = 'done';
    },
    (error: unknown) => {
      state.outcome = error;
    },
  );
  return state;
}

describe('sleep', () => {
  it('lasts as long as it says, and leaves nothing behind', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const state = watch(sleep(clock, 1000, signal));
    await clock.advance(999);
    expect(state.outcome).toBe('waiting');
    await clock.advance(1);
    expect(state.outcome).toBe('done');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('ends with the reason as soon as it is aborted, and leaves no timer', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const state = watch(sleep(clock, 1000, controller.signal));
    const reason = new Error('stop');
    controller.abort(reason);
    await settle();
    expect(state.outcome).toBe(reason);
    expect(clock.pending).toBe(0);
  });

  it('does not begin when it is aborted before', async () => {
    const clock = new FakeClock();
    const reason = new Error('stop');
    const state = watch(sleep(clock, 0, AbortSignal.abort(reason)));
    await settle();
    expect(state.outcome).toBe(reason);
    expect(clock.pending).toBe(0);
  });
});

describe('systemClock', () => {
  it('tells the time of the machine', () => {
    const before = Date.now();
    const now = systemClock.now();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('calls back once', async () => {
    let calls = 0;
    await new Promise<void>((resolve) => {
      systemClock.after(0, () => {
        calls += 1;
        resolve();
      });
    });
    expect(calls).toBe(1);
  });

  it('does not call back when it is cancelled', async () => {
    let calls = 0;
    const cancel = systemClock.after(0, () => {
      calls += 1;
    });
    cancel();
    await new Promise<void>((resolve) => {
      systemClock.after(1, resolve);
    });
    expect(calls).toBe(0);
  });

  it('does not take a delay of months for one of a millisecond', async () => {
    let calls = 0;
    const cancel = systemClock.after(1e12, () => {
      calls += 1;
    });
    await new Promise<void>((resolve) => {
      systemClock.after(5, resolve);
    });
    cancel();
    expect(calls).toBe(0);
  });
});
