/** How times, amounts, failed reasons and failures are told. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  ago,
  amount,
  duration,
  failedReasonText,
  failureText,
  isoTime,
  upWord,
  utc,
  visible,
} from '../../src/views/wording.ts';
import { failure } from '../support/samples.ts';
import { failedReason } from '../report/html/support/states.ts';

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [499, '0 s'],
    [1_500, '2 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [179_000, '2 min'],
    [119 * 60_000, '119 min'],
    [120 * 60_000, '2 h'],
    [47 * 3_600_000, '47 h'],
    [48 * 3_600_000, '2 d'],
    [400 * 86_400_000, '400 d'],
  ])('%d ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});

describe('ago', () => {
  it('says never of what was not, and nothing negative when the clock was set back', () => {
    expect(ago(undefined, 5_000)).toBe('never');
    expect(ago(2_000, 5_000)).toBe('3 s ago');
    expect(ago(9_000, 5_000)).toBe('0 s ago');
  });
});

describe('times', () => {
  it('are told in UTC to the minute', () => {
    expect(utc(Date.UTC(2026, 0, 2, 3, 4, 5))).toBe('2026-01-02 03:04 UTC');
  });

  it('of any size have a text', () => {
    for (const ms of [Infinity, -Infinity, 1e300, 8.64e15 + 1, -1e20]) {
      expect(isoTime(ms)).toMatch(/^[+-]?\d+-\d\d-\d\dT[\d:.]+Z$/);
    }
  });
});

describe('amount', () => {
  it('knows one from many', () => {
    expect([0, 1, 2].map((count) => amount(count, 'row'))).toEqual(['0 rows', '1 row', '2 rows']);
    expect(amount(2, 'entry', 'entries')).toBe('2 entries');
  });
});

describe('upWord', () => {
  it.each([
    [true, 'up'],
    [false, 'down'],
    [undefined, 'off'],
  ])('%s is %s', (isUp, word) => {
    expect(upWord(isUp)).toBe(word);
  });
});

describe('failedReasonText', () => {
  it.each([
    [{}, 'AuthenticationAlgorithmMismatch (Critical): local SHA256, remote SHA'],
    [{ mismatchLocal: '' }, 'AuthenticationAlgorithmMismatch (Critical): remote SHA'],
    [{ mismatchRemote: '' }, 'AuthenticationAlgorithmMismatch (Critical): local SHA256'],
    [
      { mismatchLocal: '', mismatchRemote: '', severity: 'unknown' },
      'AuthenticationAlgorithmMismatch',
    ],
  ] as const)('tells what is known: %j', (changes, text) => {
    expect(failedReasonText(failedReason(changes))).toBe(text);
  });
});

describe('failureText', () => {
  it('tells reason, code and hint, and what support asks for', () => {
    expect(failureText(failure())).toBe('throttled: Throttling: wait');
    expect(failureText(failure({ statusCode: 400 }))).toBe(
      'throttled: Throttling: wait (HTTP 400)',
    );
    expect(failureText(failure({ statusCode: 400, requestId: 'A-1' }))).toBe(
      'throttled: Throttling: wait (HTTP 400, request A-1)',
    );
  });
});

describe('visible', () => {
  it.each([
    ['plain text, ümlaut, 中文, 😀 👩‍🚒', 'plain text, ümlaut, 中文, 😀 👩‍🚒'],
    ['\u001b[31mred', String.raw`\u{1b}[31mred`],
    ['a\nb\tc\u0000\u007f\u009b', String.raw`a\u{a}b\u{9}c\u{0}\u{7f}\u{9b}`],
    ['a\u202eb\u2066\u200b\ufeff', String.raw`a\u{202e}b\u{2066}\u{200b}\u{feff}`],
    ['\u2028\u2029', String.raw`\u{2028}\u{2029}`],
    ['\ud800x\udc00', String.raw`\u{d800}x\u{dc00}`],
    ['\u{e0041}', String.raw`\u{e0041}`],
  ])('writes out what cannot be seen: %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('leaves nothing that steers a terminal or turns text round', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(visible(text)).toMatch(/^(?:[^\p{C}\p{Zl}\p{Zp}]|[\p{Co}\p{Cn}\u200c\u200d])*$/u);
      }),
    );
  });
});
