import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OpenApiUtil } from '@alicloud/openapi-core';
import * as fc from 'fast-check';
import { systemClock } from '../../src/model/clock.ts';
import { textAt } from '../../src/simulator/json.ts';
import { canonicalRequest, sign, stringToSign } from '../../src/simulator/authentication.ts';
import { startSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { cloudOf, KEY, REGION } from './support/clouds.ts';
import { bodyOf, outcomeOf, rawCall, send, signedHeaders, type RawCall } from './support/raw.ts';

const SESSION = { id: 'session-key', secret: 'session-secret', securityToken: 'session/token+=' };
const ENDED = { id: 'ended-key', secret: 'ended-secret', securityToken: 'ended-token' };
const INACTIVE = { id: 'inactive-key', secret: 'inactive-secret' };
const QUERY = { RegionId: REGION };

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ scenario: cloudOf() });
  simulator.addKey('test', { ...SESSION, expiresAtMs: systemClock.now() + 3_600_000 });
  simulator.addKey('test', { ...ENDED, expiresAtMs: systemClock.now() - 1000 });
  simulator.addKey('test', { ...INACTIVE, inactive: true });
});
afterAll(() => simulator.close());

function isoDate(offsetMs: number): string {
  return new Date(systemClock.now() + offsetMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

const MINUTE_MS = 60_000;

describe('a call', () => {
  it.each<[string, RawCall, string]>([
    ['that is signed', { key: KEY, params: QUERY }, '200 OK'],
    ['by GET', { key: KEY, method: 'GET', params: QUERY }, '200 OK'],
    ['with its parameters in the body', { key: KEY, form: QUERY }, '200 OK'],
    ['of a session', { key: SESSION, params: QUERY }, '200 OK'],
    [
      'with every kind of character',
      { key: KEY, params: { ...QUERY, Odd: "a b+c*d~e!f'g(h)i/j?k&l=m%n é漢😀" } },
      '200 OK',
    ],
    [
      'with more than nine tags',
      {
        key: KEY,
        params: {
          ...QUERY,
          ...Object.fromEntries(
            Array.from({ length: 12 }, (_, index) => [`Tag.${index + 1}.Key`, `k${index}`]),
          ),
        },
      },
      '200 OK',
    ],
    [
      'signed 14 minutes ago',
      { key: KEY, params: QUERY, signed: { 'x-acs-date': isoDate(-14 * MINUTE_MS) } },
      '200 OK',
    ],
    [
      'signed 16 minutes ago',
      { key: KEY, params: QUERY, signed: { 'x-acs-date': isoDate(-16 * MINUTE_MS) } },
      '400 InvalidTimeStamp.Expired',
    ],
    [
      'signed 16 minutes from now',
      { key: KEY, params: QUERY, signed: { 'x-acs-date': isoDate(16 * MINUTE_MS) } },
      '400 InvalidTimeStamp.Expired',
    ],
    [
      'signed on no day',
      { key: KEY, params: QUERY, signed: { 'x-acs-date': '2026-13-45T00:00:00Z' } },
      '400 InvalidTimeStamp.Expired',
    ],
    [
      'with another form of date',
      { key: KEY, params: QUERY, signed: { 'x-acs-date': 'Mon, 23 Nov 2026 03:38:26 GMT' } },
      '400 InvalidTimeStamp.Format',
    ],
    [
      'without a date',
      { key: KEY, params: QUERY, signed: { 'x-acs-date': '' } },
      '400 MissingTimestamp',
    ],
    [
      'without a nonce',
      { key: KEY, params: QUERY, signed: { 'x-acs-signature-nonce': '' } },
      '400 MissingSignatureNonce',
    ],
    [
      'without the hash of its body',
      { key: KEY, params: QUERY, signed: { 'x-acs-content-sha256': '' } },
      '400 MissingContentSha256',
    ],
    [
      'with the hash of another body',
      { key: KEY, params: QUERY, signed: { 'x-acs-content-sha256': 'e3b0' } },
      '400 InvalidContentSha256',
    ],
    [
      'without a signature',
      { key: KEY, params: QUERY, unsigned: { authorization: '' } },
      '400 IncompleteSignature',
    ],
    [
      'with a signature of another kind',
      { key: KEY, params: QUERY, unsigned: { authorization: 'Basic dGVzdDp0ZXN0' } },
      '400 IncompleteSignature',
    ],
    [
      'with a header that is not signed',
      { key: KEY, params: QUERY, unsigned: { 'x-acs-extra': 'x' } },
      '400 IncompleteSignature',
    ],
    [
      'with a header changed after signing',
      { key: KEY, params: QUERY, unsigned: { 'x-acs-signature-nonce': 'another' } },
      '400 SignatureDoesNotMatch',
    ],
    [
      'with a wrong secret',
      { key: { ...KEY, secret: 'wrong' }, params: QUERY },
      '400 SignatureDoesNotMatch',
    ],
    [
      'with a key that nobody has',
      { key: { ...KEY, id: 'nobody' }, params: QUERY },
      '404 InvalidAccessKeyId.NotFound',
    ],
    [
      'with a key switched off',
      { key: INACTIVE, params: QUERY },
      '400 InvalidAccessKeyId.Inactive',
    ],
    [
      'of a session without its token',
      { key: { id: SESSION.id, secret: SESSION.secret }, params: QUERY },
      '400 MissingSecurityToken',
    ],
    [
      'of a session with a token that nobody has',
      { key: { ...SESSION, securityToken: 'made-up' }, params: QUERY },
      '400 InvalidSecurityToken.Malformed',
    ],
    [
      "of a session with another session's token",
      { key: { ...SESSION, securityToken: ENDED.securityToken }, params: QUERY },
      '400 InvalidSecurityToken.MismatchWithAccessKey',
    ],
    [
      'of a lasting key with a token',
      { key: { ...KEY, securityToken: SESSION.securityToken }, params: QUERY },
      '400 InvalidSecurityToken.MismatchWithAccessKey',
    ],
    ['of a session that ended', { key: ENDED, params: QUERY }, '400 InvalidSecurityToken.Expired'],
    [
      'of an action that does not exist',
      { key: KEY, action: 'DeleteVpnConnection', params: QUERY },
      '404 InvalidApi.NotFound',
    ],
    ['without an action', { key: KEY, signed: { 'x-acs-action': '' } }, '400 MissingAction'],
    ['without a version', { key: KEY, signed: { 'x-acs-version': '' } }, '400 MissingVersion'],
    [
      'of another version',
      { key: KEY, signed: { 'x-acs-version': '2014-05-26' } },
      '400 NoSuchVersion',
    ],
    ['to another path', { key: KEY, path: '/vpn', params: QUERY }, '404 InvalidApi.NotFound'],
    ['by PUT', { key: KEY, method: 'PUT', params: QUERY }, '405 UnsupportedHTTPMethod'],
    ['without a region', { key: KEY }, '400 MissingRegionId'],
    [
      'to a region that does not exist',
      { key: KEY, params: { RegionId: 'xx-nowhere-1' } },
      '404 InvalidRegionId.NotFound',
    ],
  ])('%s', async (_, call, expected) => {
    expect(await outcomeOf(simulator.url, call)).toBe(expected);
  });

  it('counts once', async () => {
    const headers = signedHeaders(simulator.url, { key: KEY, params: QUERY });
    const target = `${simulator.url}/?RegionId=${REGION}`;
    const [first, second] = [
      await send(target, 'POST', headers),
      await send(target, 'POST', headers),
    ];
    expect([first.status, second.status]).toEqual([200, 400]);
    expect(second.bytes.toString()).toContain('"SignatureNonceUsed"');
  });

  it('that was refused may come again, signed well, with the same nonce', async () => {
    const signed = { 'x-acs-signature-nonce': 'the-same' };
    const wrong = { key: { ...KEY, secret: 'wrong' }, params: QUERY, signed };
    expect(await outcomeOf(simulator.url, wrong)).toBe('400 SignatureDoesNotMatch');
    expect(await outcomeOf(simulator.url, { key: KEY, params: QUERY, signed })).toBe('200 OK');
  });

  it('of a session shows its token when the signature is wrong, as the real API does', async () => {
    const body = await bodyOf(simulator.url, {
      key: { ...SESSION, secret: 'wrong' },
      params: QUERY,
    });
    expect(textAt(body, 'Message')).toContain(SESSION.securityToken);
    expect(textAt(body, 'Message')).toContain('server StringToSign is [ACS3-HMAC-SHA256\n');
  });
});

describe('an error answer', () => {
  it('has the fields and headers of the real one', async () => {
    const answer = await rawCall(simulator.url, { key: KEY });
    const requestId = answer.headers['x-acs-request-id'];
    expect(requestId).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    expect(JSON.parse(answer.bytes.toString())).toEqual({
      RequestId: requestId,
      HostId: `127.0.0.1:${simulator.port}`,
      Code: 'MissingRegionId',
      Message: 'RegionId is mandatory for this action.',
      Recommend: expect.stringContaining('MissingRegionId'),
    });
    expect(answer.headers['content-type']).toBe('application/json;charset=utf-8');
  });
});

describe('a good answer', () => {
  it('has the headers of the real one', async () => {
    const answer = await rawCall(simulator.url, {
      key: KEY,
      params: QUERY,
      unsigned: { connection: 'keep-alive' },
    });
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json;charset=utf-8',
      'content-length': String(answer.bytes.length),
      connection: 'keep-alive',
      'keep-alive': 'timeout=25',
      'access-control-allow-origin': '*',
      'x-acs-trace-id': expect.stringMatching(/^[0-9a-f]{32}$/),
      etag: expect.stringMatching(/^"[0-9A-F]+1"$/),
    });
    expect(textAt(JSON.parse(answer.bytes.toString()), 'RequestId')).toBe(
      answer.headers['x-acs-request-id'],
    );
  });
});

describe("the signature is the SDK's", () => {
  it('for any parameter values and headers', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[A-Za-z.0-9]{1,12}$/), text),
        fc.stringMatching(/^[ -~]{0,30}$/),
        fc.string({ minLength: 1 }),
        (params, header, secret) => {
          const request = {
            method: 'POST',
            pathname: '/',
            query: params,
            headers: { host: 'h', 'x-acs-a': header },
          };
          const expected = OpenApiUtil.getAuthorization(
            request as never,
            'ACS3-HMAC-SHA256',
            'hash',
            'key',
            secret,
          );
          const canonical = canonicalRequest(
            {
              method: 'POST',
              path: '/',
              query: Object.entries(params),
              headers: request.headers,
              payloadHash: 'hash',
            },
            ['host', 'x-acs-a'],
          );
          expect(expected.endsWith(`Signature=${sign(secret, stringToSign(canonical))}`)).toBe(
            true,
          );
        },
      ),
    );
  });
});
