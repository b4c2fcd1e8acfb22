import { describe, expect, it } from '@jest/globals';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import Vpc from '@alicloud/vpc20160428';
import { endpointOf } from '../../src/alicloud/transport.ts';

interface Vendor {
  readonly _endpoint: string;
  readonly _endpointMap: Readonly<Record<string, string>>;
}

/** The vendor's client, with what it keeps to itself. */
function vendor(regionId: string, network?: string): Vendor {
  const config = { regionId, accessKeyId: 'k', accessKeySecret: 's', ...(network && { network }) };
  return new Vpc.default(new $OpenApiUtil.Config(config));
}

const publicHost = (region: string): string =>
  endpointOf({ endpoint: undefined, network: 'public' }, region).host;

const privateHost = (region: string): string =>
  endpointOf({ endpoint: undefined, network: 'vpc' }, region).host;

const MAPPED = Object.keys(vendor('cn-hangzhou')._endpointMap);

const REGIONAL = [
  'cn-beijing',
  'cn-shanghai',
  'cn-shenzhen',
  'cn-hongkong',
  'cn-zhangjiakou',
  'cn-wulanchabu',
  'ap-southeast-1',
  'ap-southeast-5',
  'ap-northeast-1',
  'eu-central-1',
  'eu-west-1',
  'us-west-1',
  'us-east-1',
  'me-east-1',
  'me-central-1',
  'no-such-region',
  'constructor',
];

describe('the public endpoint', () => {
  it('is the vendor’s for every region with one of its own', () => {
    expect(MAPPED.length).toBeGreaterThan(30);
    for (const region of MAPPED)
      expect([region, publicHost(region)]).toEqual([region, vendor(region)._endpoint]);
  });

  it.each(REGIONAL.filter((region) => region !== 'constructor'))(
    'is the vendor’s for %s',
    (region) => {
      expect(publicHost(region)).toBe(vendor(region)._endpoint);
    },
  );

  it('is no property of an object', () => {
    expect(publicHost('constructor')).toBe('vpc.constructor.aliyuncs.com');
  });

  it('is reached by HTTPS', () => {
    expect(endpointOf({ endpoint: undefined, network: 'public' }, 'eu-central-1')).toEqual({
      protocol: 'https:',
      host: 'vpc.eu-central-1.aliyuncs.com',
    });
  });
});

describe('the private endpoint', () => {
  it.each(['cn-beijing', 'eu-central-1', 'ap-southeast-5'])('is the vendor’s for %s', (region) => {
    expect(privateHost(region)).toBe(vendor(region, 'vpc')._endpoint);
  });

  it('is private for cn-hangzhou too, where the vendor’s client takes the public one', () => {
    expect(vendor('cn-hangzhou', 'vpc')._endpoint).toBe('vpc.aliyuncs.com');
    expect(privateHost('cn-hangzhou')).toBe('vpc-vpc.cn-hangzhou.aliyuncs.com');
  });
});

describe('an endpoint of the account', () => {
  it.each([
    ['http://127.0.0.1:8080', 'http:', '127.0.0.1:8080'],
    ['http://127.0.0.1:8080/', 'http:', '127.0.0.1:8080'],
    ['http://[::1]:8080', 'http:', '[::1]:8080'],
    ['http://localhost:80', 'http:', 'localhost'],
    ['https://vpc-vpc.cn-hangzhou.aliyuncs.com', 'https:', 'vpc-vpc.cn-hangzhou.aliyuncs.com'],
    ['https://proxy.example:443', 'https:', 'proxy.example'],
    ['vpc.example', 'https:', 'vpc.example'],
    ['vpc.example:8443', 'https:', 'vpc.example:8443'],
    ['[::1]:8443', 'https:', '[::1]:8443'],
  ])('%s is used for every region and network', (endpoint, protocol, host) => {
    for (const network of ['public', 'vpc'] as const) {
      expect(endpointOf({ endpoint, network }, 'cn-hangzhou')).toEqual({ protocol, host });
    }
  });
});
