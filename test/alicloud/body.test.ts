import { describe, expect, it } from '@jest/globals';
import { parseBody as parse } from '../../src/alicloud/answer.ts';
import { DecodeError } from '../../src/alicloud/decode/fields.ts';
import { decodePage } from '../../src/alicloud/decode/page.ts';
import { ApiError, type Failure } from '../../src/model/failure.ts';
import type { Answer } from '../../src/alicloud/transport.ts';
import { CALL } from './support/client.ts';
import { CONNECTIONS, sampleBody } from './support/rows.ts';

const answer = (status: number, body: string, headers: Record<string, string> = {}) => ({
  status,
  headers,
  body,
});

const parseBody = <Result>(of: Answer, decoder: (body: unknown) => Result): Result =>
  parse(of, decoder, CALL);

const decode = (body: unknown) => decodePage(body, CONNECTIONS);

function failureOf(parse: () => unknown): Failure {
  try {
    parse();
  } catch (error) {
    if (error instanceof ApiError) return error.failure;
    throw error;
  }
  throw new Error('the body was parsed');
}

describe('a success', () => {
  it('is decoded', () => {
    const body = JSON.stringify(sampleBody());
    expect(parseBody(answer(200, body), decode)).toEqual(decode(sampleBody()));
  });

  it('may have a byte order mark', () => {
    const body = `\uFEFF${JSON.stringify(sampleBody())}`;
    expect(parseBody(answer(200, body), decode).rows).toHaveLength(1);
  });

  it.each([
    ['nothing', '', 'response'],
    ['HTML', '<html><body>Sign in</body></html>', 'response'],
    ['XML', '<?xml version="1.0"?><Error/>', 'response'],
    ['null', 'null', 'response'],
    ['text', '"x"', 'response'],
    ['a list', '[]', 'response'],
    ['an empty object', '{}', 'TotalCount'],
    ['half of it', JSON.stringify(sampleBody()).slice(0, 500), 'response'],
    ['an error', '{"RequestId":"R","Code":"InternalError","Message":"m"}', 'TotalCount'],
    ['two documents', '{}{}', 'response'],
  ])('that is %s is a bad response, transient', (_, body, field) => {
    expect(failureOf(() => parseBody(answer(200, body), decode))).toEqual({
      reason: 'bad_response',
      code: 'bad_response',
      transient: true,
      hint: `${field} is not as documented`,
    });
  });

  it('does not show the body in its error', () => {
    const body = '{"Psk":TOPSECRET';
    expect(JSON.stringify(failureOf(() => parseBody(answer(200, body), decode)))).not.toContain(
      'TOPSECRET',
    );
  });

  it('does not hide a defect of the decoder', () => {
    const broken = (): never => {
      throw new RangeError('a defect');
    };
    expect(() => parseBody(answer(200, '{}'), broken)).toThrow(RangeError);
  });

  it('names the field that the decoder rejects', () => {
    const rejecting = (): never => {
      throw new DecodeError('Regions.Region');
    };
    expect(failureOf(() => parseBody(answer(200, '{}'), rejecting)).hint).toContain(
      'Regions.Region',
    );
  });
});

describe('any other status', () => {
  const good = JSON.stringify(sampleBody());

  it.each([201, 204, 301, 302, 304, 600, 0])(
    '%i is a bad response, even with a good body',
    (status) => {
      expect(failureOf(() => parseBody(answer(status, good), decode))).toMatchObject({
        reason: 'bad_response',
        code: `http_${status}`,
        statusCode: status,
      });
    },
  );

  it.each([
    [
      'JSON',
      '{"Code":"Throttling.User","RequestId":"R-1","Message":"m"}',
      'Throttling.User',
      'throttled',
    ],
    [
      'JSON after a byte order mark',
      '\uFEFF{"Code":"Throttling.User"}',
      'Throttling.User',
      'throttled',
    ],
    ['null', 'null', 'http_400', 'invalid_request'],
    ['HTML', '<html></html>', 'http_400', 'invalid_request'],
    ['nothing', '', 'http_400', 'invalid_request'],
  ])('400 with %s', (_, body, code, reason) => {
    expect(failureOf(() => parseBody(answer(400, body), decode))).toMatchObject({ code, reason });
  });
});

describe('x-acs-retry-after', () => {
  const wait = (value: string): number | undefined => {
    const headers = { 'x-acs-retry-after': value };
    const body = '{"Code":"Throttling.User"}';
    return failureOf(() => parseBody(answer(400, body, headers), decode)).retryAfterMs;
  };

  it.each([
    ['0', 0],
    ['2000', 2000],
    ['999999999', 999_999_999],
    ['9999999999', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('%p: %p ms', (value, ms) => {
    expect(wait(value)).toBe(ms);
  });

  it('is nothing when it comes twice', () => {
    expect(wait('1,2')).toBeUndefined();
  });
});
