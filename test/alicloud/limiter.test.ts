import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { type Caller, Limiter } from '../../src/alicloud/limits.ts';
import { settle } from '../support/fake-clock.ts';

const never = (): AbortSignal => new AbortController().signal;

const caller = (key: string, isSuspect = false): Caller => ({ key, isSuspect: () => isSuspect });

/** Calls under way, by name, in the order they began; each ends when the test says so. */
class Bench {
  readonly limiter: Limiter;
  /** Names of all calls that began, in order. */
  readonly began: string[] = [];
  readonly ended: string[] = [];
  readonly rejected: string[] = [];
  readonly #finish = new Map<string, (error?: Error) => void>();

  constructor(places: number) {
    this.limiter = new Limiter(places);
  }

  get running(): readonly string[] {
    return this.began.filter((name) => this.#finish.has(name));
  }

  run(name: string, who: Caller, signal = never()): void {
    const call = (): Promise<void> => {
      this.began.push(name);
      return new Promise((resolve, reject) => {
        this.#finish.set(name, (error) => {
          this.#finish.delete(name);
          if (error === undefined) resolve();
          else reject(error);
        });
      });
    };
    this.limiter.run(who, call, signal).then(
      () => this.ended.push(name),
      () => this.rejected.push(name),
    );
  }

  async finish(name: string, error?: Error): Promise<void> {
    this.#finish.get(name)?.(error);
    await settle();
  }

  /** Finishes the oldest call again and again until none is left. */
  async drain(): Promise<void> {
    await settle();
    for (let [name] = this.running; name !== undefined; [name] = this.running) {
      await this.finish(name);
    }
  }
}

describe('places', () => {
  it('are never more than there are, and none is lost to a failing call', async () => {
    const bench = new Bench(2);
    for (const name of ['a', 'b', 'c', 'd']) bench.run(name, caller('key'));
    await settle();
    expect(bench.running).toEqual(['a', 'b']);
    await bench.finish('b', new Error('failed'));
    expect(bench.running).toEqual(['a', 'c']);
    await bench.finish('a');
    await bench.drain();
    expect(bench.began).toEqual(['a', 'b', 'c', 'd']);
    expect(bench.rejected).toEqual(['b']);
    expect(bench.ended).toEqual(['a', 'c', 'd']);
  });

  it('are not lost to a call that throws at once', async () => {
    const limiter = new Limiter(1);
    const broken = (): Promise<void> => {
      throw new Error('broken');
    };
    await expect(limiter.run(caller('key'), broken, never())).rejects.toThrow('broken');
    expect(await limiter.run(caller('key'), () => Promise.resolve('next'), never())).toBe('next');
  });

  it('hand on what the call returns', async () => {
    const limiter = new Limiter(1);
    expect(await limiter.run(caller('key'), () => Promise.resolve(7), never())).toBe(7);
  });
});

describe('turns', () => {
  it('go round the keys, so that many callers of one cannot keep another waiting', async () => {
    const bench = new Bench(1);
    for (const name of ['a1', 'a2', 'a3', 'a4']) bench.run(name, caller('a'));
    bench.run('b1', caller('b'));
    bench.run('c1', caller('c'));
    bench.run('b2', caller('b'));
    await bench.drain();
    expect(bench.began).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });

  it('come to a new key after at most one call of each other key', async () => {
    const bench = new Bench(1);
    for (let call = 0; call < 20; call += 1) bench.run(`a${call}`, caller('a'));
    for (let call = 0; call < 20; call += 1) bench.run(`b${call}`, caller('b'));
    await settle();
    for (let turn = 0; turn < 10; turn += 1) await bench.finish(bench.running[0] ?? '');
    const before = bench.began.length;
    bench.run('late', caller('c'));
    await bench.drain();
    expect(bench.began.indexOf('late') - before).toBeLessThanOrEqual(2);
  });
});

describe('suspects', () => {
  it('get at most half of the places, together', async () => {
    const bench = new Bench(4);
    for (const name of ['s1', 's2', 's3']) bench.run(name, caller(name, true));
    bench.run('s4', caller('a', true));
    bench.run('a1', caller('a'));
    bench.run('a2', caller('a'));
    bench.run('a3', caller('a'));
    await settle();
    expect(bench.running).toEqual(['s1', 's2', 'a1', 'a2']);
    await bench.finish('s1');
    expect(bench.running).toEqual(['s2', 'a1', 'a2', 's3']);
    await bench.finish('a1');
    expect(bench.running).toEqual(['s2', 'a2', 's3', 'a3']);
    await bench.drain();
    expect(bench.began).toHaveLength(7);
  });

  it.each([
    [1, 1],
    [2, 1],
    [3, 1],
    [5, 2],
    [8, 4],
  ])('of %i places get %i', async (places, most) => {
    const bench = new Bench(places);
    for (let call = 0; call < 10; call += 1) bench.run(`s${call}`, caller('key', true));
    await settle();
    expect(bench.running).toHaveLength(most);
    await bench.drain();
    expect(bench.began).toHaveLength(10);
  });

  it('that answer again while they wait are like others', async () => {
    const bench = new Bench(2);
    let isSuspect = true;
    const target = { key: 'key', isSuspect: () => isSuspect };
    bench.run('first', target);
    bench.run('second', target);
    bench.run('third', target);
    await settle();
    expect(bench.running).toEqual(['first']);
    isSuspect = false;
    await bench.finish('first');
    expect(bench.running).toEqual(['second', 'third']);
  });

  it('give back the place they took as such, whatever they are by then', async () => {
    const bench = new Bench(2);
    let isSuspect = true;
    const target = { key: 'key', isSuspect: () => isSuspect };
    bench.run('first', target);
    await settle();
    isSuspect = false;
    await bench.finish('first');
    isSuspect = true;
    bench.run('second', target);
    bench.run('other', caller('key'));
    await settle();
    expect(bench.running).toEqual(['second', 'other']);
  });
});

describe('a call that is aborted', () => {
  it('before it waits never begins', async () => {
    const bench = new Bench(1);
    bench.run('a', caller('key'), AbortSignal.abort(new Error('stop')));
    await settle();
    expect(bench.rejected).toEqual(['a']);
    expect(bench.began).toEqual([]);
  });

  it('while it waits never begins, and ends with the reason', async () => {
    const limiter = new Limiter(1);
    const controller = new AbortController();
    const reason = new Error('stop');
    void limiter.run(caller('key'), () => new Promise(() => undefined), never());
    const waiting = limiter.run(caller('key'), () => Promise.resolve('began'), controller.signal);
    const outcome = waiting.catch((error: unknown) => error);
    controller.abort(reason);
    expect(await outcome).toBe(reason);
  });

  it('while it waits gives its turn to the next', async () => {
    const bench = new Bench(1);
    const controller = new AbortController();
    bench.run('a', caller('key'));
    bench.run('b', caller('key'), controller.signal);
    bench.run('c', caller('key'));
    await settle();
    controller.abort();
    await bench.finish('a');
    expect(bench.running).toEqual(['c']);
    await bench.finish('c');
    expect(bench.ended).toEqual(['a', 'c']);
    expect(bench.rejected).toEqual(['b']);
  });

  it('once it began keeps its place until it has ended', async () => {
    const bench = new Bench(1);
    const controller = new AbortController();
    bench.run('a', caller('key'), controller.signal);
    bench.run('b', caller('key'));
    await settle();
    controller.abort();
    await settle();
    expect(bench.began).toEqual(['a']);
    await bench.finish('a');
    expect(bench.began).toEqual(['a', 'b']);
  });

  it('leaves no listener behind, and neither does one that is not', async () => {
    const bench = new Bench(1);
    const controller = new AbortController();
    for (const name of ['a', 'b', 'c']) bench.run(name, caller('key'), controller.signal);
    await bench.drain();
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  });
});

describe('any order of calls, ends and aborts', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('run' as const), pick: fc.nat(3), isSuspect: fc.boolean() }),
    fc.record({ kind: fc.constant('finish' as const), pick: fc.nat(20), isSuspect: fc.boolean() }),
    fc.record({ kind: fc.constant('abort' as const), pick: fc.nat(40), isSuspect: fc.boolean() }),
  );

  it('keeps to the limits, leaves no place empty that somebody may have, loses none', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.array(step, { maxLength: 60 }),
        async (places, steps) => {
          const bench = new Bench(places);
          const calls: { name: string; isSuspect: boolean; stop: AbortController }[] = [];
          const isSuspect = (name: string): boolean => name.startsWith('s');
          for (const { kind, pick, ...rest } of steps) {
            if (kind === 'run') {
              const name = `${rest.isSuspect ? 's' : 'n'}${calls.length}`;
              const stop = new AbortController();
              calls.push({ name, isSuspect: rest.isSuspect, stop });
              bench.run(name, caller(`key${pick}`, rest.isSuspect), stop.signal);
            } else if (kind === 'abort') calls.at(-1 - (pick % (calls.length + 1)))?.stop.abort();
            else await bench.finish(bench.running[pick % Math.max(1, bench.running.length)] ?? '');
            await settle();

            const gone = new Set([...bench.began, ...bench.rejected]);
            const waiting = calls.filter(({ name }) => !gone.has(name));
            const suspects = bench.running.filter(isSuspect).length;
            const half = Math.max(1, Math.floor(places / 2));
            expect(bench.running.length).toBeLessThanOrEqual(places);
            expect(suspects).toBeLessThanOrEqual(half);
            const mayBegin = waiting.filter((call) => suspects < half || !call.isSuspect);
            expect(bench.running.length < places ? mayBegin : []).toEqual([]);
          }
          await bench.drain();
          expect(bench.ended.length + bench.rejected.length).toBe(calls.length);
          for (let call = 0; call < places; call += 1) bench.run(`last${call}`, caller('key'));
          await settle();
          expect(bench.running).toHaveLength(places);
        },
      ),
      { numRuns: 150 },
    );
  });
});
