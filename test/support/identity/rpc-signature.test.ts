import { describe, expect, it } from '@jest/globals';
import { isSameSignature, rpcSignature } from './rpc-signature.ts';

/** The example of the vendor's documentation of RPC signatures, with its result. */
const EXAMPLE = {
  Timestamp: '2016-02-23T12:46:24Z',
  Format: 'XML',
  AccessKeyId: 'testid',
  Action: 'DescribeRegions',
  SignatureMethod: 'HMAC-SHA1',
  SignatureNonce: '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf',
  Version: '2014-05-26',
  SignatureVersion: '1.0',
};

describe('rpcSignature', () => {
  it('is the one of the documentation', () => {
    expect(rpcSignature('GET', EXAMPLE, 'testsecret')).toBe('OLeaidS1JvxuMvnyHOwuJ+uX5qY=');
  });

  it('depends on everything that is signed', () => {
    const signatures = [
      rpcSignature('GET', EXAMPLE, 'testsecret'),
      rpcSignature('POST', EXAMPLE, 'testsecret'),
      rpcSignature('GET', EXAMPLE, 'othersecret'),
      rpcSignature('GET', { ...EXAMPLE, Format: 'JSON' }, 'testsecret'),
      rpcSignature('GET', { ...EXAMPLE, Extra: "!'()*" }, 'testsecret'),
    ];
    expect(new Set(signatures).size).toBe(signatures.length);
  });
});

describe('isSameSignature', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['abc', 'ab', false],
    ['', '', true],
  ])('of %p and %p is %p', (one, other, expected) => {
    expect(isSameSignature(one, other)).toBe(expected);
  });
});
