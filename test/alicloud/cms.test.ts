import { describe, expect, it } from '@jest/globals';
import { endpointOf } from '../../src/alicloud/transport.ts';
import { parseBody } from '../../src/alicloud/answer.ts';
import { CMS } from '../../src/alicloud/cms.ts';
import { VPC } from '../../src/alicloud/vpc.ts';
import { ApiError, isNotOffered, type Failure } from '../../src/model/failure.ts';
import { CALL } from './support/client.ts';
import { account } from '../support/samples.ts';

const call = { ...CALL, product: CMS, action: 'DescribeMetricLast', host: 'cms' };

function failureOf(body: unknown, status = 200): Failure {
  try {
    parseBody({ status, headers: {}, body: JSON.stringify(body) }, (value) => value, call);
  } catch (error) {
    if (error instanceof ApiError) return error.failure;
  }
  throw new Error('no failure');
}

describe('the endpoint of CloudMonitor', () => {
  it.each([
    ['cn-hangzhou', 'metrics.cn-hangzhou.aliyuncs.com'],
    ['eu-central-1', 'metrics.eu-central-1.aliyuncs.com'],
    ['cn-heyuan-acdr-1', 'metrics.cn-heyuan-acdr-1.aliyuncs.com'],
    ['no-such-region', 'cms.no-such-region.aliyuncs.com'],
    ['constructor', 'cms.constructor.aliyuncs.com'],
  ])('of %s is %s', (region, host) => {
    expect(endpointOf(account(), region, CMS)).toEqual({ protocol: 'https:', host });
  });

  it('has a private host in every region', () => {
    const { host } = endpointOf(account({ network: 'vpc' }), 'cn-hangzhou', CMS);
    expect(host).toBe('cms-vpc.cn-hangzhou.aliyuncs.com');
  });

  it('is what the file says: its own override first, then that of all APIs', () => {
    const own = { endpoint: 'http://127.0.0.1:1', cloudmonitorEndpoint: 'metrics.example:444' };
    expect(endpointOf(account({ endpoint: own.endpoint }), 'x', CMS).host).toBe('127.0.0.1:1');
    expect(endpointOf(account(own), 'x', CMS)).toEqual({
      protocol: 'https:',
      host: 'metrics.example:444',
    });
    expect(endpointOf(account(own), 'x', VPC).host).toBe('127.0.0.1:1');
  });
});

describe('an answer of CloudMonitor with status 200', () => {
  const accepted = [
    { Success: true, Code: '200' },
    { Success: 'true', Code: 200 },
    { Code: '200', Datapoints: '[]' },
    { Datapoints: '[]' },
  ];
  it.each(accepted)('is taken: %j', (body) => {
    const answer = { status: 200, headers: {}, body: JSON.stringify(body) };
    expect(parseBody(answer, (value) => value, call)).toEqual(body);
  });

  it.each([
    [{ Success: false, Code: '404', Message: 'not found' }, 'invalid_request', 'http_404'],
    [{ Success: false, Code: '400' }, 'invalid_request', 'http_400'],
    [{ Success: false, Code: 'ResourceNotFound' }, 'invalid_request', 'ResourceNotFound'],
    [{ Success: 'false', Code: 'ParameterInvalid' }, 'invalid_request', 'ParameterInvalid'],
    [{ Success: false, Code: '403' }, 'forbidden', 'http_403'],
    [{ Success: false, Code: 'AccessForbidden' }, 'forbidden', 'AccessForbidden'],
    [{ Success: false, Code: 'Throttling.User' }, 'throttled', 'Throttling.User'],
    [{ Success: false, Code: '429' }, 'throttled', 'http_429'],
    [{ Success: false, Code: 'InternalError' }, 'server_error', 'InternalError'],
    [{ Code: '500' }, 'server_error', 'http_500'],
    [{ Success: false }, 'bad_response', 'http_200'],
    [{ Success: false, Code: '200' }, 'bad_response', 'http_200'],
  ])('is a refusal: %j', (body, reason, code) => {
    expect(failureOf(body)).toMatchObject({ reason, code });
  });

  it('names the right in RAM that is missing', () => {
    expect(failureOf({ Success: false, Code: '403' }).hint).toMatch(/cms:DescribeMetricLast/);
  });

  it.each([
    { Success: false, Code: 'QuotaExceeded' },
    { Success: false, Code: '402', Message: 'The quota for this customer had been reached.' },
    { Success: false, Code: '403', Message: 'The free quota has been used up' },
  ])('tells a quota that is used up from throttling, which passes: %j', (body) => {
    const failure = failureOf(body);
    expect(failure).toMatchObject({ reason: 'throttled', transient: false });
    expect(failure.hint).toMatch(/1,000,000 free calls a month.*collectors\.traffic\.interval/);
  });

  it.each([
    { Success: false, Code: 'NotActivated' },
    { Success: false, Code: '403', Message: 'The service is not activated.' },
    { Success: false, Code: 'Forbidden.NotOpen' },
  ])('tells an account without CloudMonitor: %j', (body) => {
    const failure = failureOf(body);
    expect(failure).toMatchObject({ reason: 'forbidden', transient: false });
    expect(failure.hint).toMatch(/activate it/);
    expect(isNotOffered(failure)).toBe(true);
  });

  it('never shows its message', () => {
    const failure = failureOf({ Success: false, Code: '403', Message: 'SECRET quota' });
    expect(JSON.stringify(failure)).not.toMatch(/SECRET/);
  });
});

it('takes an HTTP error of CloudMonitor like one of the other APIs', () => {
  expect(failureOf({ Code: 'InvalidAccessKeyId.NotFound' }, 404)).toMatchObject({
    reason: 'auth',
    code: 'InvalidAccessKeyId.NotFound',
  });
  expect(failureOf({ Code: '500', Message: 'm' }, 500)).toMatchObject({
    reason: 'server_error',
    code: 'http_500',
  });
});
