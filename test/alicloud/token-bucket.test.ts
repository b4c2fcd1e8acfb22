import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { TokenBucket } from '../../src/alicloud/limits.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';

const never = (): AbortSignal => new AbortController().signal;

/** Takes tokens and notes when each was had; an aborted one is noted as such. */
function taker(bucket: TokenBucket, clock: FakeClock) {
  const taken: number[] = [];
  const rejected: unknown[] = [];
  return {
    taken,
    rejected,
    take: (signal: AbortSignal = never()): void => {
      bucket.take(signal).then(
        () => taken.push(clock.now()),
        (reason: unknown) => rejected.push(reason),
      );
    },
  };
}

describe('a token bucket', () => {
  it('lets a minute’s worth of calls through at once, and then one at a time', async () => {
    const clock = new FakeClock();
    const { take, taken } = taker(new TokenBucket(3, clock), clock);
    for (let call = 0; call < 6; call += 1) take();
    await settle();
    expect(taken).toEqual([0, 0, 0]);
    await clock.advance(120_000);
    expect(taken).toEqual([0, 0, 0, 20_000, 40_000, 60_000]);
  });

  it('is full again after a minute, not more', async () => {
    const clock = new FakeClock();
    const { take, taken } = taker(new TokenBucket(2, clock), clock);
    await clock.advance(3_600_000);
    for (let call = 0; call < 3; call += 1) take();
    await settle();
    expect(taken).toHaveLength(2);
    await clock.advance(30_000);
    expect(taken).toHaveLength(3);
  });

  it('serves callers in turn', async () => {
    const clock = new FakeClock();
    const bucket = new TokenBucket(1, clock);
    const order: number[] = [];
    for (let call = 0; call < 5; call += 1) {
      void bucket.take(never()).then(() => order.push(call));
      await clock.advance(1000);
    }
    await clock.advance(600_000);
    expect(order).toEqual([0, 1, 2, 3, 4]);
  });

  it('takes no token for a caller that gives up, before or while it waits', async () => {
    const clock = new FakeClock();
    const { take, taken, rejected } = taker(new TokenBucket(1, clock), clock);
    const reason = new Error('stop');
    take(AbortSignal.abort(reason));
    take();
    await settle();
    expect(rejected).toEqual([reason]);
    expect(taken).toEqual([0]);

    const controller = new AbortController();
    take(controller.signal);
    await clock.advance(59_000);
    controller.abort(reason);
    await settle();
    expect(rejected).toEqual([reason, reason]);
    expect(clock.pending).toBe(0);
    await clock.advance(1000);
    take();
    await settle();
    expect(taken).toEqual([0, 60_000]);
  });

  it('neither stops nor gives anything away when the time of day is set', async () => {
    const clock = new FakeClock(1e12);
    const { take, taken } = taker(new TokenBucket(1, clock), clock);
    take();
    await settle();
    clock.jump(-3_600_000);
    take();
    await clock.advance(60_000);
    expect(taken).toHaveLength(2);
    clock.jump(3_600_000);
    for (let call = 0; call < 5; call += 1) take();
    await settle();
    expect(taken).toHaveLength(2);
  });

  it('lets through at most twice its rate in any minute, and no caller waits in vain', async () => {
    const action = fc.oneof(
      fc.record({ kind: fc.constant('take' as const), count: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ kind: fc.constant('pass' as const), count: fc.integer({ min: 1, max: 90_000 }) }),
      fc.record({ kind: fc.constant('abort' as const), count: fc.nat(50) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 20 }),
        fc.array(action, { maxLength: 20 }),
        async (perMinute, actions) => {
          const clock = new FakeClock();
          const { take, taken, rejected } = taker(new TokenBucket(perMinute, clock), clock);
          const controllers: AbortController[] = [];
          for (const { kind, count } of actions) {
            if (kind === 'pass') await clock.advance(count);
            else if (kind === 'abort') controllers[count]?.abort();
            else {
              for (let call = 0; call < count; call += 1) {
                const controller = new AbortController();
                controllers.push(controller);
                take(controller.signal);
              }
            }
          }
          await settle();
          await clock.advance(60_000 * (controllers.length / perMinute + 1));
          expect(taken.length + rejected.length).toBe(controllers.length);
          expect(clock.pending).toBe(0);
          const most = Math.max(
            0,
            ...taken.map(
              (start) => taken.filter((at) => at >= start && at < start + 60_000).length,
            ),
          );
          expect(most).toBeLessThanOrEqual(2 * perMinute);
        },
      ),
      { numRuns: 200 },
    );
  });
});
