/** What is remembered of logins. */

import { expect, it } from '@jest/globals';

import { VerdictCache } from '../../../src/http/auth/authenticator.ts';

it('keeps the logins used last', () => {
  const cache = new VerdictCache(2);
  cache.set('a', true);
  cache.set('b', true);
  expect(cache.get('a')).toBe(true);
  cache.set('c', true);
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([true, undefined, true]);
});

it('keeps accepted and refused ones apart', () => {
  const cache = new VerdictCache(1);
  cache.set('right', true);
  cache.set('wrong', false);
  expect([cache.get('right'), cache.get('wrong'), cache.get('other')]).toEqual([
    true,
    false,
    undefined,
  ]);
});

it('has keys that show nothing and differ from process to process', () => {
  const [one, two] = [new VerdictCache(1), new VerdictCache(1)];
  const key = one.keyOf('alice', 'secret', 'hash');
  expect(key).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  expect(one.keyOf('alice', 'secret', 'hash')).toBe(key);
  expect(two.keyOf('alice', 'secret', 'hash')).not.toBe(key);
});
