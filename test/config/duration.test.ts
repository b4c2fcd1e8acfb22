import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { formatDuration, parseDuration } from '../../src/config/duration.ts';

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['1d', 86_400_000],
    ['1w', 604_800_000],
    ['1y', 31_536_000_000],
    ['1d1ms', 86_400_001],
    ['90m', 5_400_000],
    ['007s', 7000],
    ['0s', 0],
  ])('%s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    '5',
    '0',
    '-5s',
    '+5s',
    '1.5h',
    '30m1h',
    '1s1s',
    '5 m',
    ' 5m',
    '5m ',
    '5M',
    '5m\n',
    '1h 30m',
    'ms',
    'h',
    '٣s',
    `${'9'.repeat(20)}s`,
    '1e3s',
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [5_400_000, '1h30m'],
    [90 * 86_400_000, '90d'],
    [14 * 86_400_000, '2w'],
    [365 * 86_400_000, '1y'],
    [61_001, '1m1s1ms'],
  ])('%d', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('is read back as the same duration', () => {
    fc.assert(
      fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms);
      }),
    );
  });
});
