import { describe, expect, it } from '@jest/globals';
import { Nonces } from '../../src/simulator/authentication.ts';

describe('nonces', () => {
  it('may be used once per key', () => {
    const nonces = new Nonces();
    expect(nonces.use('key', 'a', 0)).toBe(true);
    expect(nonces.use('key', 'a', 1)).toBe(false);
    expect(nonces.use('other', 'a', 1)).toBe(true);
  });

  it('are forgotten once no signature of their time is accepted any more', () => {
    const nonces = new Nonces();
    nonces.use('key', 'a', 0);
    expect(nonces.use('key', 'a', 30 * 60_000)).toBe(false);
    expect(nonces.use('key', 'a', 30 * 60_000 + 1)).toBe(true);
  });

  it('are kept up to a number', () => {
    const nonces = new Nonces();
    for (let index = 0; index <= 100_000; index += 1) nonces.use('key', String(index), 0);
    expect(nonces.use('key', '0', 0)).toBe(true);
    expect(nonces.use('key', '100000', 0)).toBe(false);
  });
});
