/** Durations in the notation of Go. */

import { expect, it } from '@jest/globals';

import { parseGoDuration as parseDuration } from '../../../src/config/duration.ts';

it.each([
  ['0', 0],
  ['0s', 0],
  ['1s', 1_000],
  ['300ms', 300],
  ['1.5h', 5_400_000],
  ['1h2m3s', 3_723_000],
  ['500us', 0.5],
  ['500µs', 0.5],
  ['2000000ns', 2],
  ['', undefined],
  ['1', undefined],
  ['s', undefined],
  ['1d', undefined],
  ['-1s', undefined],
  ['1s ', undefined],
  ['1,5s', undefined],
  ['1s2', undefined],
])('%s is %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});
