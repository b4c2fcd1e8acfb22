/** The reader of .dockerignore. */

import { describe, expect, it } from '@jest/globals';
import { isIgnored } from './dockerignore.ts';

describe('isIgnored', () => {
  const allowList = '# comment\n*\n\n!src\n!scripts/build.mjs\n';

  it.each([
    ['src/main.ts', false],
    ['src', false],
    ['scripts/build.mjs', false],
    ['scripts/other.mjs', true],
    ['scripts', true],
    ['.env', true],
    ['srcs/main.ts', true],
  ])('of an allow-list: %s is %s', (path, ignored) => {
    expect(isIgnored(allowList, path)).toBe(ignored);
  });

  it.each([
    ['*.log', 'a.log', true],
    ['*.log', 'a/b.log', false],
    ['**/*.log', 'a/b.log', true],
    ['/dist/', 'dist/main.js', true],
    ['a?.ts', 'ab.ts', true],
    ['a.ts', 'abts', false],
    ['a\n!a', 'a', false],
    ['!a\na', 'a', true],
    ['', 'a', false],
  ])('%j and %s: %s', (text, path, ignored) => {
    expect(isIgnored(text, path)).toBe(ignored);
  });
});
