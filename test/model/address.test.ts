import { describe, expect, it } from '@jest/globals';
import { authorityOf, isLoopback } from '../../src/model/address.ts';

describe('isLoopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['[::1]', true],
    ['::ffff:127.0.0.1', true],
    ['localhost', true],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
    ['example.com', false],
    ['localhost.example.com', false],
    ['', false],
  ])('%s: %p', (host, expected) => {
    expect(isLoopback(host)).toBe(expected);
  });
});

describe('authorityOf', () => {
  it.each([
    ['127.0.0.1', 80, '127.0.0.1:80'],
    ['::1', 80, '[::1]:80'],
    ['localhost', 0, 'localhost:0'],
  ])('%s port %d is %s', (host, port, expected) => {
    expect(authorityOf(host, port)).toBe(expected);
  });
});
