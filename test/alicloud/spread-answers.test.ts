/** Large answers that arrive together are handed out one by one. */

import { describe, expect, it } from '@jest/globals';
import { type Answer, spreadAnswers, type Transport } from '../../src/alicloud/transport.ts';
import { settle } from '../support/fake-clock.ts';

const LARGE = 'x'.repeat(40_000);
const ENDPOINT = { protocol: 'http:', host: 'localhost' } as const;

/** Answers each path with what stands for it, at once. */
function transportOf(bodies: Readonly<Record<string, string | Error>>) {
  let closed = 0;
  const transport: Transport = {
    post: (_endpoint, path) => {
      const body = bodies[path] ?? '';
      return typeof body === 'string'
        ? Promise.resolve({ status: 200, headers: {}, body })
        : Promise.reject(body);
    },
    close: () => {
      closed += 1;
    },
  };
  const wrapped = spreadAnswers(transport);
  const ask = (path: string): Promise<Answer> =>
    wrapped.post(ENDPOINT, path, {}, new AbortController().signal, { maxBytes: 1 });
  return { ask, wrapped, closed: () => closed };
}

describe('spreadAnswers', () => {
  it('hands out one large answer in each turn of the event loop, in the order they came', async () => {
    const { ask } = transportOf({ a: LARGE, b: LARGE, c: LARGE });
    const seen: string[] = [];
    const all = ['a', 'b', 'c'].map((path) => ask(path).then(() => seen.push(path)));
    const perTurn: string[] = [];
    for (let left = 5; left > 0; left -= 1) {
      await settle();
      perTurn.push(seen.splice(0).join());
    }
    await Promise.all(all);
    expect(perTurn.filter((paths) => paths !== '')).toEqual(['a', 'b', 'c']);
  });

  it('holds up no small answer and no failure behind them', async () => {
    const { ask } = transportOf({ large: LARGE, small: '{}', bad: new Error('broken') });
    const seen: string[] = [];
    const note = (text: string) => () => seen.push(text);
    const large = ask('large').then(note('large'));
    const small = ask('small').then(note('small'));
    const bad = ask('bad').catch(note('bad'));
    await Promise.all([large, small, bad]);
    expect(seen.at(-1)).toBe('large');
    expect(seen).toHaveLength(3);
  });

  it('passes answers on as they are, and closes what it wraps', async () => {
    const { ask, wrapped, closed } = transportOf({ large: LARGE });
    expect(await ask('large')).toEqual({ status: 200, headers: {}, body: LARGE });
    wrapped.close();
    expect(closed()).toBe(1);
  });
});
