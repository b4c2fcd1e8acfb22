import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { ApiError, FAILURE_REASONS, type Failure } from '../../src/model/failure.ts';
import { waitMs, withRetries } from '../../src/alicloud/retry.ts';
import { FakeClock, settle } from '../support/fake-clock.ts';

function failure(changes: Partial<Failure> = {}): Failure {
  return { reason: 'server_error', code: 'InternalError', hint: 'h', transient: true, ...changes };
}

const error = (changes: Partial<Failure> = {}) => new ApiError(failure(changes));

interface Run {
  readonly clock: FakeClock;
  /** When each attempt was made. */
  readonly attempts: readonly number[];
  readonly state: { outcome: unknown };
  readonly stop: AbortController;
}

/** A call whose attempts end with these outcomes, the last one for ever. */
function run(
  outcomes: readonly unknown[],
  options: {
    readonly random?: number;
    readonly maxWaitMs?: number;
    readonly takesMs?: number;
  } = {},
): Run {
  const clock = new FakeClock();
  const stop = new AbortController();
  const attempts: number[] = [];
  const state: { outcome: unknown } = { outcome: 'waiting' };
  const call = async (): Promise<unknown> => {
    const outcome = outcomes[Math.min(attempts.length, outcomes.length - 1)];
    attempts.push(clock.now());
    if (options.takesMs !== undefined) {
      await new Promise<void>((resolve) => {
        clock.after(options.takesMs ?? 0, resolve);
      });
    }
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
  const { random = 0.5, maxWaitMs = 30_000 } = options;
  withRetries(call, { clock, budget: clock, random: () => random, maxWaitMs }, stop.signal).then(
    (result) => {
      state.outcome = result;
    },
    (thrown: unknown) => {
      state.outcome = thrown;
    },
  );
  return { clock, attempts, state, stop };
}

describe('withRetries', () => {
  it('calls once when that is enough', async () => {
    const { clock, attempts, state } = run(['result']);
    await settle();
    expect(state.outcome).toBe('result');
    expect(attempts).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  it('tries a transient failure again, after longer and longer waits', async () => {
    const { clock, attempts, state } = run([error(), error(), error(), error(), 'result']);
    await clock.advance(60_000);
    expect(state.outcome).toBe('result');
    // 300, 600, 1200, 2400 ms, of which the jitter takes a quarter away.
    expect(attempts).toEqual([0, 225, 675, 1575, 3375]);
  });

  it('gives up after five attempts with the last error', async () => {
    const errors = Array.from({ length: 6 }, () => error());
    const { clock, attempts, state } = run(errors);
    await clock.advance(60_000);
    expect(attempts).toHaveLength(5);
    expect(state.outcome).toBe(errors[4]);
    expect(clock.pending).toBe(0);
  });

  it.each(FAILURE_REASONS)(
    'does not repeat a failure of reason %s that is permanent',
    async (reason) => {
      const { clock, attempts, state } = run([error({ reason, transient: false })]);
      await clock.advance(60_000);
      expect(attempts).toHaveLength(1);
      expect(state.outcome).toBeInstanceOf(ApiError);
    },
  );

  it('does not repeat what is no failure of the API', async () => {
    const defect = new RangeError('a defect');
    const { clock, attempts, state } = run([defect]);
    await clock.advance(60_000);
    expect(attempts).toHaveLength(1);
    expect(state.outcome).toBe(defect);
  });

  it('repeats a transient failure of authentication once', async () => {
    const expired = error({ reason: 'auth', code: 'InvalidSecurityToken.Expired' });
    const failing = run([expired]);
    await failing.clock.advance(60_000);
    expect(failing.attempts).toHaveLength(2);
    expect(failing.state.outcome).toBe(expired);
    const renewed = run([expired, 'result']);
    await renewed.clock.advance(60_000);
    expect(renewed.state.outcome).toBe('result');
  });

  it('waits as long as the API asks for', async () => {
    const { clock, attempts } = run([error({ reason: 'throttled', retryAfterMs: 7000 }), 'result']);
    await clock.advance(6999);
    expect(attempts).toEqual([0]);
    await clock.advance(1);
    expect(attempts).toEqual([0, 7000]);
  });

  it('does not wait shorter than its own step when the API asks for less', async () => {
    const { clock, attempts } = run([error({ reason: 'throttled', retryAfterMs: 1 }), 'result']);
    await clock.advance(60_000);
    expect(attempts).toEqual([0, 225]);
  });

  it('does not begin a wait that the poll does not outlast', async () => {
    const slow = error({ reason: 'throttled', retryAfterMs: 30_001 });
    const { attempts, state, clock } = run([slow]);
    await settle();
    expect(attempts).toHaveLength(1);
    expect(state.outcome).toBe(slow);
    expect(clock.pending).toBe(0);
  });

  it('counts attempts and waits before towards that', async () => {
    const throttled = error({ reason: 'throttled', retryAfterMs: 10_000 });
    const { clock, attempts, state } = run([throttled], { takesMs: 1000 });
    await clock.advance(22_999);
    expect(state.outcome).toBe('waiting');
    await clock.advance(1);
    // A third wait would end at 33 s: this error says more than the timeout of the poll.
    expect(attempts).toEqual([0, 11_000, 22_000]);
    expect(state.outcome).toBe(throttled);
    expect(clock.pending).toBe(0);
  });

  it('ends a wait that is aborted with the error that made it wait', async () => {
    const throttled = error({ reason: 'throttled' });
    const { clock, attempts, state, stop } = run([throttled]);
    await clock.advance(100);
    stop.abort(new Error('stop'));
    await settle();
    expect(attempts).toHaveLength(1);
    expect(state.outcome).toBe(throttled);
    expect(clock.pending).toBe(0);
  });

  it('does not call again once it is aborted, whatever the reason looks like', async () => {
    const late = error({ reason: 'timeout' });
    const { clock, attempts, state, stop } = run([late], { takesMs: 1000 });
    stop.abort(late);
    await clock.advance(60_000);
    expect(attempts).toHaveLength(1);
    expect(state.outcome).toBe(late);
  });
});

describe('waitMs', () => {
  it('is between half of the step and all of it, at most 5 s', () => {
    fc.assert(
      fc.property(
        fc.nat(20),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (retries, random) => {
          const step = Math.min(300 * 2 ** retries, 5000);
          const wait = waitMs(failure(), retries, () => random);
          expect(wait).toBeGreaterThanOrEqual(step / 2);
          expect(wait).toBeLessThanOrEqual(step);
        },
      ),
    );
  });

  it('is different for different clients', () => {
    expect(waitMs(failure(), 3, () => 0.1)).not.toBe(waitMs(failure(), 3, () => 0.9));
  });
});
