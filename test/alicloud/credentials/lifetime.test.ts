import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  isSameCredential,
  isUsable,
  parseExpiration,
  renewalTime,
  withHiddenSecrets,
} from '../../../src/alicloud/credential.ts';
import { backoffMs } from '../../../src/alicloud/retry.ts';

describe('backoffMs', () => {
  it('is always between a second and a minute', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), random, (failures, share) => {
        const wait = backoffMs(failures, () => share);
        expect(wait).toBeGreaterThanOrEqual(1_000);
        expect(wait).toBeLessThanOrEqual(60_000);
      }),
    );
  });
});

describe('renewalTime', () => {
  it('lies before the end of a session, at most 15 minutes and at least a bit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 43_200_000 }), (lifetime) => {
        const margin = lifetime - renewalTime({ kind: 'session', expiresAt: lifetime }, 0);
        expect(margin).toBeGreaterThan(0);
        expect(margin).toBeLessThanOrEqual(Math.min(lifetime, 900_000));
      }),
    );
  });
});

describe('isUsable', () => {
  it.each([
    [0, true],
    [54_999, true],
    [55_000, false],
    [60_001, false],
  ])('of a session that ends at 60 s is at %i ms %p', (now, expected) => {
    expect(isUsable({ kind: 'session', expiresAt: 60_000 }, now)).toBe(expected);
  });
});

describe('parseExpiration', () => {
  it.each<[unknown, number | undefined]>([
    ['1970-01-01T00:01:00Z', 60_000],
    ['1970-01-01T00:01:00.500Z', 60_500],
    ['1970-01-01T00:01:00.123456789Z', 60_123],
    ['1970-01-01T00:01:00+08:00', undefined],
    ['1970-01-01', undefined],
    ['1970-99-01T00:01:00Z', undefined],
    ['', undefined],
    [60_000, undefined],
    [null, undefined],
  ])('of %p is %p', (text, expected) => {
    expect(parseExpiration(text)).toBe(expected);
  });
});

describe('a credential with hidden secrets', () => {
  const credential = withHiddenSecrets({
    accessKeyId: 'canary-id',
    accessKeySecret: 'canary-secret',
    securityToken: 'canary-token',
    providerName: 'static_sts',
  });

  it('gives its fields to those who ask for them', () => {
    expect(credential.accessKeySecret).toBe('canary-secret');
    expect({ ...credential }.securityToken).toBe('canary-token');
  });

  it('shows only where it came from', () => {
    const shown = `${inspect({ credential })} ${JSON.stringify({ credential })}`;
    expect(shown).not.toContain('canary');
    expect(shown).toContain('static_sts');
  });

  it.each([
    [{}, true],
    [{ providerName: 'other' }, true],
    [{ accessKeySecret: 'other' }, false],
    [{ accessKeyId: 'other' }, false],
    [{ securityToken: 'other' }, false],
    [{ securityToken: undefined }, false],
  ])('compared with itself but %o: %p', (change, expected) => {
    expect(isSameCredential(credential, { ...credential, ...change })).toBe(expected);
  });
});
