import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  blamesSource,
  refusalError,
  toApiError,
} from '../../../src/alicloud/credentials/errors.ts';
import type { ApiError } from '../../../src/model/failure.ts';

const step = { type: 'ram_role_arn', name: 'AssumeRole for acs:ram::1:role/r' };

const refused = (status: number, fields: unknown, clockOffsetMs?: number): ApiError => {
  const body = Buffer.from(JSON.stringify(fields));
  const refusal = { status, body, host: 'sts.aliyuncs.com', clockOffsetMs };
  return refusalError(step, refusal, 'check role_arn');
};

describe('refusalError', () => {
  it('names the type, the step, the code and what helps', () => {
    const body = {
      Code: 'EntityNotExist.Role',
      Message: 'canary',
      RequestId: '6894B13B-6D71-4EF5-88FA-F32781734A7F',
    };
    expect(refused(404, body).failure).toEqual({
      reason: 'auth',
      code: 'EntityNotExist.Role',
      transient: false,
      statusCode: 404,
      requestId: '6894B13B-6D71-4EF5-88FA-F32781734A7F',
      hint: 'ram_role_arn: AssumeRole for acs:ram::1:role/r: refused with code EntityNotExist.Role: the role does not exist; check role_arn',
    });
  });

  it.each([
    ['NoPermission', 403, 'NoPermission', 'auth', false],
    ['NoPermission.Canary', 403, 'NoPermission', 'auth', false],
    ['NoPermissionCanary', 403, 'http_403', 'auth', false],
    ['InvalidParameter.Canary', 400, 'InvalidParameter', 'auth', false],
    ['InvalidTimeStamp.Expired', 400, 'InvalidTimeStamp', 'auth', true],
    ['InvalidTimestamp.Expired', 400, 'InvalidTimestamp', 'auth', true],
    ['IllegalTimestamp', 403, 'IllegalTimestamp', 'auth', true],
    ['Throttling.User', 400, 'Throttling', 'network', true],
    ['ServiceUnavailable', 503, 'ServiceUnavailable', 'network', true],
    ['InternalError', 500, 'InternalError', 'network', true],
    ['canary', 400, 'http_400', 'auth', false],
    ['canary', 502, 'http_502', 'network', true],
    [7, 429, 'http_429', 'network', true],
    [undefined, 401, 'http_401', 'auth', false],
  ])(
    'of code %p with status %i is %s, %s, transient: %p',
    (code, status, shown, reason, transient) => {
      const { failure } = refused(status, { Code: code });
      expect(failure).toMatchObject({ code: shown, reason, transient, statusCode: status });
      expect(JSON.stringify(failure)).not.toMatch(/canary/i);
    },
  );

  it.each([
    [-7_200_000, '2h ahead of that of sts.aliyuncs.com'],
    [1_000_000, '16m40s behind that of sts.aliyuncs.com'],
    [undefined, 'off, sts.aliyuncs.com says'],
  ])('says how far off the clock is: %p ms', (offsetMs, expected) => {
    for (const code of ['IllegalTimestamp', 'InvalidTimeStamp.Expired']) {
      const { hint } = refused(400, { Code: code }, offsetMs).failure;
      expect(hint).toContain(`the clock of this machine is ${expected}`);
    }
  });

  it('never shows anything of a body', () => {
    const marked = fc.string().map((text) => `canary${text}`);
    const body = fc.record({ Code: marked, Message: marked, RequestId: marked, HostId: marked });
    const bodies = fc.oneof(body, marked, fc.array(marked), fc.constant(null));
    fc.assert(
      fc.property(bodies, fc.integer({ min: 300, max: 599 }), (value, status) => {
        const error = refused(status, value);
        expect(`${error.message} ${JSON.stringify(error.failure)}`).not.toContain('canary');
      }),
    );
  });
});

describe('toApiError', () => {
  const coded = (code: string): Error => Object.assign(new Error('canary'), { code });

  it.each<[string, unknown, string, string]>([
    ['a file that is not there', coded('ENOENT'), 'file_unreadable', 'auth'],
    ['a refused connection', coded('ECONNREFUSED'), 'connection_refused', 'network'],
    ['a name that is not known', coded('ENOTFOUND'), 'dns_error', 'network'],
    ['a certificate', coded('DEPTH_ZERO_SELF_SIGNED_CERT'), 'tls_error', 'network'],
    [
      'the library’s timeout',
      Object.assign(new Error('canary'), { name: 'RequestTimeoutError' }),
      'timeout',
      'timeout',
    ],
    ['anything else', new Error('canary'), 'bad_answer', 'network'],
    ['what is not an error', 'canary', 'bad_answer', 'network'],
    ['nothing', undefined, 'bad_answer', 'network'],
  ])('tells %s', (_what, error, code, reason) => {
    const { failure, message } = toApiError(error, step);
    expect(failure).toMatchObject({ code, reason });
    expect(message).toContain(step.name);
    expect(message).not.toContain('canary');
  });

  it('leaves an ApiError as it is', () => {
    const error = refused(403, {});
    expect(toApiError(error, step)).toBe(error);
  });
});

describe('blamesSource', () => {
  it.each([
    ['InvalidAccessKeyId.NotFound', true],
    ['InvalidSecurityToken.Expired', true],
    ['SignatureDoesNotMatch', true],
    ['NoPermission', false],
    ['EntityNotExist.Role', false],
    ['Throttling', false],
  ])('of %s is %p', (code, expected) => {
    expect(blamesSource(refused(400, { Code: code }))).toBe(expected);
  });

  it('is false for what is no ApiError', () => {
    expect(blamesSource(new Error('InvalidAccessKeyId'))).toBe(false);
  });
});
