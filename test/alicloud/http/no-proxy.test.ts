import { describe, expect, it } from '@jest/globals';
import { noProxyRule } from '../../../src/alicloud/http/proxy.ts';

/** What Go's httpproxy says for each: its own tests' cases, and those of its documentation. */
describe('NO_PROXY', () => {
  it.each<[noProxy: string, url: string, isProxied: boolean]>([
    ['', 'https://vpc.aliyuncs.com', true],
    [' , ,', 'https://vpc.aliyuncs.com', true],
    ['*', 'https://vpc.aliyuncs.com', false],
    ['other.example, *', 'https://vpc.aliyuncs.com', false],

    ['aliyuncs.com', 'https://aliyuncs.com', false],
    ['aliyuncs.com', 'https://vpc.aliyuncs.com', false],
    ['aliyuncs.com', 'https://notaliyuncs.com', true],
    ['ALIYUNCS.COM', 'https://vpc.aliyuncs.com', false],
    ['.aliyuncs.com', 'https://vpc.aliyuncs.com', false],
    ['.aliyuncs.com', 'https://aliyuncs.com', true],
    ['*.aliyuncs.com', 'https://vpc.aliyuncs.com', false],
    ['*.aliyuncs.com', 'https://aliyuncs.com', true],
    ['  example.com ,vpc.aliyuncs.com', 'https://vpc.aliyuncs.com', false],
    ['vpc*.aliyuncs.com', 'https://vpc.aliyuncs.com', true],

    ['aliyuncs.com:443', 'https://vpc.aliyuncs.com', false],
    ['aliyuncs.com:443', 'https://vpc.aliyuncs.com:8443', true],
    ['aliyuncs.com:80', 'https://vpc.aliyuncs.com', true],
    ['aliyuncs.com:80', 'http://vpc.aliyuncs.com', false],
    [':443', 'https://vpc.aliyuncs.com', true],

    ['192.168.1.1', 'https://192.168.1.1', false],
    ['192.168.1.1', 'https://192.168.1.11', true],
    ['192.168.1.1:8080', 'http://192.168.1.1:8080', false],
    ['192.168.1.1:8080', 'http://192.168.1.1:8081', true],
    ['::ffff:192.168.1.1', 'https://192.168.1.1', false],
    ['.168.1.1', 'https://192.168.1.1', true],
    ['2001:db8::1', 'https://[2001:db8:0:0::1]', false],
    ['[2001:db8::1]:443', 'https://[2001:db8::1]', false],
    ['[2001:db8::1]:443', 'https://[2001:db8::1]:8443', true],

    ['10.0.0.0/8', 'https://10.1.2.3', false],
    ['10.0.0.0/8', 'https://10.1.2.3:8443', false],
    ['10.0.0.0/8', 'https://11.1.2.3', true],
    ['192.168.1.4/30', 'https://192.168.1.7', false],
    ['192.168.1.4/30', 'https://192.168.1.8', true],
    ['0.0.0.0/0', 'https://8.8.8.8', false],
    ['0.0.0.0/0', 'https://vpc.aliyuncs.com', true],
    ['2001:db8::/32', 'https://[2001:db8:1::1]', false],
    ['2001:db8::/32', 'https://[2001:db9::1]', true],
    ['10.0.0.0/33', 'https://10.1.2.3', true],
    ['10.0.0.0/', 'https://10.1.2.3', true],

    ['', 'http://localhost:8080', false],
    ['', 'http://127.0.0.1:8080', false],
    ['', 'http://127.9.9.9:8080', false],
    ['', 'http://[::1]:8080', false],
    ['', 'http://localhost.example', true],
    ['', 'http://128.0.0.1', true],
  ])('%p: %s, proxied: %p', (noProxy, url, isProxied) => {
    expect(noProxyRule(noProxy)(new URL(url))).toBe(isProxied);
  });
});
