import { describe, expect, it } from '@jest/globals';
import { isHttpUrl, isPrivateAddress, isServiceAddress } from '../../src/config/forms.ts';

const ADDRESSES = [
  'vpc.aliyuncs.com',
  'localhost',
  'host:1',
  'host:65535',
  '127.0.0.1:8080',
  '[::1]',
  '[2001:db8::1]:443',
  'https://vpc.aliyuncs.com',
  'https://vpc.aliyuncs.com/',
  'HTTPS://VPC.aliyuncs.com',
  'https://[::1]:443',
];

const PLAIN = [
  'http://10.0.0.1',
  'http://localhost.example.com',
  'http://127.0.0.1.example.com:80',
];
const LOOPBACK = [
  'http://localhost:8080',
  'http://127.0.0.1',
  'http://127.255.0.1:1/',
  'http://[::1]:1',
];

const NEITHER = [
  '',
  ' host',
  'host ',
  'host:',
  'host:0',
  'host:65536',
  'host:1:2',
  ':80',
  '::1',
  '[::1',
  '[nothing]',
  'host/path',
  'http://',
  'http:///host',
  'https://host/path',
  'https://host?query',
  'https://host#fragment',
  'https://user@host',
  'https://user:password@host',
  'ftp://host',
  'host\n',
  'ho st',
  'a\\b',
  '-host',
  'xn--a',
  'https://host:443//',
];

describe('addresses of services', () => {
  it.each([...ADDRESSES, ...PLAIN, ...LOOPBACK])('%j is one', (text) => {
    expect(isServiceAddress(text)).toBe(true);
  });

  it.each(NEITHER)('%j is none', (text) => {
    expect(isServiceAddress(text)).toBe(false);
    expect(isPrivateAddress(text)).toBe(false);
  });

  it.each([...ADDRESSES, ...LOOPBACK])('%j may be told a secret', (text) => {
    expect(isPrivateAddress(text)).toBe(true);
  });

  it.each(PLAIN)('%j may not be told a secret', (text) => {
    expect(isPrivateAddress(text)).toBe(false);
  });
});

describe('isHttpUrl', () => {
  it.each(['http://127.0.0.1:8080/credentials?a=b', 'https://host'])('%j is one', (text) => {
    expect(isHttpUrl(text)).toBe(true);
  });

  it.each([
    '',
    'host',
    'file:///etc/passwd',
    'http://',
    'http://a b',
    'http://host\n',
    ' http://host',
  ])('%j is none', (text) => {
    expect(isHttpUrl(text)).toBe(false);
  });
});
