/** Reading the names of a certificate. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { canonicalAddress, subjectAltNames } from '../../src/http/client-certificate.ts';

describe('the names', () => {
  it.each<[string, readonly string[]]>([
    ['', []],
    ['DNS:a.example', ['a.example']],
    ['DNS:a.example, DNS:*.b.example', ['a.example', '*.b.example']],
    ['IP Address:10.0.0.1, IP Address:FD00:0:0:0:0:0:0:1', ['10.0.0.1', 'fd00::1']],
    ['email:a@example.com, URI:spiffe://x/y', ['a@example.com', 'spiffe://x/y']],
    ['DirName:"CN=a, O=b", othername:<unsupported>, DNS:c', ['c']],
    ['DNS:"a\\u002c DNS:evil.example", DNS:b', ['a, DNS:evil.example', 'b']],
    ['URI:"http://x/\\"y\\"", DNS:b', ['http://x/"y"', 'b']],
    ['DNS:"a", DNS:evil', ['a', 'evil']],
    ['DNS:"not closed, DNS:evil', []],
    ['DNS:"\\x", DNS:a', ['a']],
    ['nonsense', []],
  ])('%s', (text, names) => {
    expect(subjectAltNames(text)).toEqual(names);
  });

  it('are read from any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(Array.isArray(subjectAltNames(`DNS:${text}`))).toBe(true);
      }),
    );
  });
});

it.each([
  ['::1', '::1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['2001:DB8::A', '2001:db8::a'],
  ['10.0.0.1', '10.0.0.1'],
  ['a.example', 'a.example'],
])('the canonical form of %s is %s', (text, canonical) => {
  expect(canonicalAddress(text)).toBe(canonical);
});
