import { describe, expect, it } from '@jest/globals';
import { isLoopback, parseListenAddress, urlOf } from '../../src/simulator/loopback.ts';

describe('loopback', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
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

describe('listen addresses', () => {
  it.each([
    ['127.0.0.1:8080', { host: '127.0.0.1', port: 8080 }],
    ['[::1]:0', { host: '::1', port: 0 }],
    ['localhost:65535', { host: 'localhost', port: 65_535 }],
    [':9000', { host: '127.0.0.1', port: 9000 }],
  ])('%s', (text, expected) => {
    expect(parseListenAddress(text)).toEqual(expected);
  });

  it.each([
    ['8080', /expected host:port/],
    ['127.0.0.1', /expected host:port/],
    ['127.0.0.1:http', /expected host:port/],
    ['127.0.0.1:65536', /expected host:port/],
    ['::1:80', /expected host:port/],
    ['0.0.0.0:80', /loopback only/],
    ['[::]:80', /loopback only/],
    ['example.com:80', /loopback only/],
  ])('%s is refused', (text, message) => {
    expect(() => parseListenAddress(text)).toThrow(message);
  });

  it.each([
    ['127.0.0.1', 80, 'http://127.0.0.1:80'],
    ['::1', 80, 'http://[::1]:80'],
  ])('%s port %d is %s', (host, port, expected) => {
    expect(urlOf(host, port)).toBe(expected);
  });
});
