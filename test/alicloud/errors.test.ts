import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  answerError,
  badResponseError,
  blamesCredential,
  incompleteError,
  timeoutError,
} from '../../src/alicloud/answer.ts';
import { CALL } from './support/client.ts';
import type { FailedCall } from '../../src/alicloud/product.ts';
import { ApiError, FAILURE_REASONS, type Failure } from '../../src/model/failure.ts';

const failureOf = (status: number, body: unknown, retryAfterMs?: number): Failure =>
  answerError({ status, body, retryAfterMs }, CALL).failure;

const outcome = (status: number, code: string): string => {
  const { reason, transient } = failureOf(status, { Code: code, Message: 'm', RequestId: 'R-1' });
  return transient ? `${reason}, transient` : reason;
};

describe('codes of the documentation page of DescribeVpnConnections', () => {
  it.each([
    [400, 'Forbidden.TagKey.Duplicated', 'invalid_request'],
    [400, 'SizeLimitExceeded.TagNum', 'invalid_request'],
    [400, 'InvalidParameter.TagValue', 'invalid_request'],
    [400, 'InvalidParameter.TagKey', 'invalid_request'],
    [400, 'Duplicated.TagKey', 'invalid_request'],
    [403, 'Forbbiden.SubUser', 'forbidden'],
    [403, 'Forbidden', 'forbidden'],
  ])('%i %s: %s', (status, code, expected) => {
    expect(outcome(status, code)).toBe(expected);
  });
});

describe('public codes', () => {
  it.each([
    [400, 'Throttling', 'throttled, transient'],
    [400, 'Throttling.User', 'throttled, transient'],
    [400, 'Throttling.Api', 'throttled, transient'],
    [400, 'Rejected.Throttling', 'throttled, transient'],
    [400, 'Vpc.Throttling.Api', 'throttled, transient'],
    [403, 'Throttling.User', 'throttled, transient'],
    [429, 'Throttling.User', 'throttled, transient'],
    [503, 'Throttling', 'throttled, transient'],
    [503, 'ServiceUnavailable', 'server_error, transient'],
    [400, 'ServiceUnavailable', 'server_error, transient'],
    [500, 'InternalError', 'server_error, transient'],
    [500, 'InternalError.Anything', 'server_error, transient'],
    [500, 'UnknownError', 'server_error, transient'],
    [400, 'SignatureNonceUsed', 'server_error, transient'],
    [404, 'InvalidAccessKeyId.NotFound', 'auth'],
    [400, 'InvalidAccessKeyId.NotFound', 'auth'],
    [400, 'InvalidAccessKeyId.Inactive', 'auth'],
    [400, 'InvalidAccessKeyId', 'auth'],
    [403, 'Forbidden.AccessKeyDisabled', 'auth'],
    [400, 'SignatureDoesNotMatch', 'auth'],
    [403, 'SignatureDoesNotMatch', 'auth'],
    [400, 'IncompleteSignature', 'auth'],
    [400, 'InvalidSecurityToken.Malformed', 'auth'],
    [400, 'InvalidSecurityToken.MismatchWithAccessKey', 'auth'],
    [400, 'InvalidSecurityToken.Expired', 'auth, transient'],
    [403, 'InvalidSecurityToken.Expired', 'auth, transient'],
    [400, 'MissingSecurityToken', 'auth'],
    [400, 'InvalidTimeStamp.Expired', 'auth, transient'],
    [400, 'InvalidTimeStamp.Format', 'auth, transient'],
    [400, 'InvalidTimestamp.Expired', 'auth, transient'],
    [400, 'IllegalTimestamp', 'auth, transient'],
    [403, 'IllegalTimestamp', 'auth, transient'],
    [403, 'RequestTimeTooSkewed', 'auth, transient'],
    [403, 'Timestamp.Expired', 'auth, transient'],
    [403, 'SecurityTokenExpired', 'auth, transient'],
    [403, 'AccessKeyExpired', 'auth'],
    [403, 'InvalidAccessKeySecret', 'auth'],
    [403, 'InvalidCredentials', 'auth'],
    [400, 'Account.Arrearage', 'forbidden'],
    [403, 'InvalidAccountStatus.NotEnoughBalance', 'forbidden'],
    [400, 'InvalidOperation.NotSupportedEndpoint', 'invalid_request'],
    [403, 'InvalidOperation.NotSupportedEndpoint', 'invalid_request'],
    [400, 'RegionId.ApiNotSupported', 'invalid_request'],
    [403, 'RegionId.ApiNotSupported', 'invalid_request'],
    [400, 'RegionNotAvailable', 'invalid_request'],
    [403, 'RegionNotAvailable', 'invalid_request'],
    [400, 'UnauthorizedRegion', 'invalid_request'],
    [403, 'UnauthorizedRegion', 'invalid_request'],
    [403, 'OperationDenied.RegionNotSupported', 'invalid_request'],
    [403, 'UnsupportedRegionId', 'invalid_request'],
    [400, 'Forbidden.RAM', 'forbidden'],
    [403, 'Forbidden.RAM', 'forbidden'],
    [403, 'Forbidden.RiskControl', 'forbidden'],
    [403, 'NoPermission', 'forbidden'],
    [403, 'NoPermission.VPC', 'forbidden'],
    [404, 'InvalidRegionId.NotFound', 'invalid_request'],
    [400, 'InvalidRegionId', 'invalid_request'],
    [404, 'InvalidRegion.NotFound', 'invalid_request'],
    [400, 'InvalidParameter', 'invalid_request'],
    [400, 'InvalidParameter.PageSize.Max', 'invalid_request'],
    [400, 'MissingParameter', 'invalid_request'],
    [400, 'MissingRegionId', 'invalid_request'],
    [404, 'InvalidApi.NotFound', 'invalid_request'],
    [400, 'InvalidProduct.NotFound', 'invalid_request'],
    [400, 'NoSuchVersion', 'invalid_request'],
  ])('%i %s: %s', (status, code, expected) => {
    expect(outcome(status, code)).toBe(expected);
  });

  it('decide by themselves, whatever the status', () => {
    for (const status of [400, 403, 404, 429, 500, 503, 302]) {
      expect(outcome(status, 'Throttling.User')).toBe('throttled, transient');
      expect(outcome(status, 'InvalidAccessKeyId.NotFound')).toBe('auth');
      expect(outcome(status, 'InvalidParameter')).toBe('invalid_request');
    }
  });
});

/** What people are told. */
const hint = (status: number, code: string | undefined, call: Partial<FailedCall> = {}): string =>
  answerError(
    { status, body: { Code: code }, retryAfterMs: undefined },
    { ...CALL, host: 'vpc.eu-central-1.aliyuncs.com', region: 'eu-central-1', ...call },
  ).failure.hint;

describe('the hint', () => {
  it.each([
    [-7_200_000, 'the clock of this machine is 2h ahead of that of vpc.eu-central-1.aliyuncs.com'],
    [432_000, 'the clock of this machine is 7m12s behind that of vpc.eu-central-1.aliyuncs.com'],
    [-9_000_000, 'the clock of this machine is 2h30m ahead of that of'],
    [500, 'the clocks differ by less than a minute'],
    [undefined, 'the clock of this machine is off'],
  ])('of a clock that differs by %p ms says so', (clockOffsetMs, expected) => {
    expect(hint(400, 'IllegalTimestamp', { clockOffsetMs })).toContain(expected);
    expect(hint(400, 'InvalidTimeStamp.Expired', { clockOffsetMs })).toContain(expected);
  });

  it.each(['InvalidOperation.NotSupportedEndpoint', 'UnauthorizedRegion', 'RegionNotAvailable'])(
    'of %s names endpoint and region',
    (code) => {
      for (const status of [400, 403]) {
        expect(hint(status, code)).toContain(
          'vpc.eu-central-1.aliyuncs.com does not serve the region eu-central-1, or the region is not open to this account',
        );
      }
    },
  );

  it('of a missing permission names the action and where the policy is', () => {
    const text = hint(403, 'Forbidden.RAM', { action: 'DiagnoseVpnConnections' });
    expect(text).toContain('vpc:DiagnoseVpnConnections');
    expect(text).toContain('docs/ram-policy.md');
  });

  it.each([502, 503, 403, 400, 600])('of a status %i without a code looks in between', (status) => {
    expect(hint(status, undefined)).toMatch(/proxy|proxies/);
    expect(hint(status, undefined)).toContain('vpc.eu-central-1.aliyuncs.com');
  });

  it.each(['InvalidApi.NotFound', 'InvalidAction.NotFound', 'InvalidVersion', 'NoSuchVersion'])(
    'of %s names the call and who does not offer it',
    (code) => {
      expect(hint(404, code)).toBe(
        'vpc.eu-central-1.aliyuncs.com does not offer DescribeVpnConnections',
      );
    },
  );

  it.each([
    ['Forbidden.RiskControl', 'risk control'],
    ['InvalidAccountStatus.NotEnoughBalance', 'owes money'],
    ['AccessKeyExpired', 'access key'],
    ['RequestTimeTooSkewed', 'clock'],
  ])('of %s does not send to RAM', (code, expected) => {
    expect(hint(403, code)).toContain(expected);
    expect(hint(403, code)).not.toContain('docs/ram-policy.md');
  });
});

describe('a credential', () => {
  it.each([
    ['SignatureDoesNotMatch', true],
    ['InvalidAccessKeyId.NotFound', true],
    ['InvalidSecurityToken.Expired', true],
    ['http_401', true],
    ['invalid_access_key', true],
    ['IllegalTimestamp', false],
    ['InvalidTimeStamp.Expired', false],
  ])('is blamed for %s: %p', (code, expected) => {
    expect(blamesCredential({ reason: 'auth', code, hint: '', transient: false })).toBe(expected);
  });

  it('is not blamed for a missing permission', () => {
    const failure = failureOf(403, { Code: 'Forbidden.RAM' });
    expect(blamesCredential(failure)).toBe(false);
  });
});

describe('proxies', () => {
  it.each([
    [407, 'network'],
    [408, 'timeout, transient'],
  ])('that answer %i themselves: %s', (status, expected) => {
    const { reason, transient } = failureOf(status, undefined);
    expect(transient ? `${reason}, transient` : reason).toBe(expected);
  });
});

describe('codes that are not listed', () => {
  it.each([
    [400, 'invalid_request'],
    [401, 'auth'],
    [403, 'forbidden'],
    [404, 'invalid_request'],
    [429, 'throttled, transient'],
    [499, 'invalid_request'],
    [500, 'server_error, transient'],
    [502, 'server_error, transient'],
    [599, 'server_error, transient'],
    [302, 'bad_response, transient'],
    [204, 'bad_response, transient'],
    [600, 'bad_response, transient'],
    [0, 'bad_response, transient'],
  ])('%i: %s', (status, expected) => {
    expect(outcome(status, 'BrandNewCode.Something')).toBe(expected);
    expect(outcome(status, 'toString')).toBe(expected);
    expect(failureOf(status, undefined)).toMatchObject({ code: `http_${status}` });
  });

  it('are not taken for one that only begins like them', () => {
    expect(outcome(500, 'ForbiddenFruit')).toBe('server_error, transient');
    expect(outcome(500, 'InvalidParameterValue')).toBe('server_error, transient');
    expect(outcome(500, 'Missingsomething')).toBe('server_error, transient');
    expect(outcome(500, '.Forbidden')).toBe('server_error, transient');
  });

  it('inherit from the longest listed prefix before a dot', () => {
    expect(outcome(400, 'Forbidden.AccessKeyDisabled.Detail')).toBe('auth');
    expect(outcome(400, 'InvalidSecurityToken.Expired.Detail')).toBe('auth, transient');
    expect(outcome(400, 'InvalidSecurityToken.Other.Detail')).toBe('auth');
    expect(outcome(400, 'Forbidden.Other.Detail')).toBe('forbidden');
  });
});

describe('what is taken from an answer', () => {
  it('is code, request id, status and the wait it asks for', () => {
    const body = { Code: 'Throttling.User', RequestId: '238752DC-0693', Message: 'm', HostId: 'h' };
    expect(failureOf(400, body, 2000)).toEqual({
      reason: 'throttled',
      code: 'Throttling.User',
      transient: true,
      hint: expect.any(String),
      statusCode: 400,
      requestId: '238752DC-0693',
      retryAfterMs: 2000,
    });
  });

  it.each([undefined, null, 'text', 7, [], {}, { Code: null, RequestId: 7 }])(
    'is nothing when the body is %p',
    (body) => {
      expect(failureOf(503, body)).toEqual({
        reason: 'server_error',
        code: 'http_503',
        transient: true,
        hint: expect.any(String),
        statusCode: 503,
      });
    },
  );

  it.each([
    'a\nb',
    'a\u0000',
    '\u001b[31mred',
    '<b>bold</b>',
    '"quoted"',
    'white space',
    'x'.repeat(65),
    '',
    'undefined!',
    'ünïcode',
    '1Code',
    '.',
    'OK',
  ])('is no code like %p', (code) => {
    expect(failureOf(503, { Code: code, RequestId: code })).toMatchObject({ code: 'http_503' });
  });

  it.each(['a b', 'a\nb', '<id>', 'x'.repeat(65), ''])('is no request id like %p', (id) => {
    expect(failureOf(503, { RequestId: id })).not.toHaveProperty('requestId');
  });

  it('never shows any other text of the body', () => {
    const secret = 'SECRETsecret';
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 699 }),
        fc.dictionary(
          fc.string().filter((name) => name !== 'Code' && name !== 'RequestId'),
          fc.constant(secret),
        ),
        fc.string(),
        (status, rest, junk) => {
          const body = {
            ...rest,
            Message: `${secret} server StringToSign is [..]`,
            Code: `${junk}!`,
          };
          const error = answerError({ status, body, retryAfterMs: undefined }, CALL);
          const shown = inspect(error, { depth: 9 }) + JSON.stringify(error);
          expect(shown.replace(/at .*/g, '')).not.toContain(secret);
          expect(error.failure.code).toBe(`http_${status}`);
        },
      ),
    );
  });

  it('is without a secret that comes back as its code or request id', () => {
    const body = { Code: 'X.SeCrEt0123', RequestId: 'SeCrEt0123', Message: 'm' };
    const call = { ...CALL, secrets: ['SeCrEt0123'] };
    const error = answerError({ status: 400, body, retryAfterMs: undefined }, call);
    expect(error.failure).toMatchObject({ code: 'http_400' });
    expect(inspect(error, { depth: 9 })).not.toContain('SeCrEt0123');
  });

  it('is an ApiError of a documented reason, for any body', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 699 }), fc.jsonValue(), (status, body) => {
        const error = answerError({ status, body, retryAfterMs: undefined }, CALL);
        expect(error).toBeInstanceOf(ApiError);
        expect(FAILURE_REASONS).toContain(error.failure.reason);
        expect(error.failure.code).toMatch(/^[A-Za-z][A-Za-z0-9._-]{0,63}$/);
      }),
    );
  });
});

describe('failures without an answer of the API', () => {
  it.each([
    [timeoutError('no answer within 10 s'), 'timeout', 'timeout', 'no answer within 10 s'],
    [
      badResponseError('TotalCount'),
      'bad_response',
      'bad_response',
      'TotalCount is not as documented',
    ],
    [incompleteError(), 'incomplete', 'incomplete', /last complete state is kept/],
  ])('%s', (error, reason, code, hint) => {
    expect(error.failure).toMatchObject({ reason, code, transient: true });
    expect(error.failure.hint).toMatch(hint);
    expect(error.message).toBe(`${reason}: ${code}: ${error.failure.hint}`);
  });
});
