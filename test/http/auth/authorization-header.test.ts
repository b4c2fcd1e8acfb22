/** Which Authorization headers are logins. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { parseBasic } from '../../../src/http/auth/authenticator.ts';

const encode = (text: string | Uint8Array): string => Buffer.from(text).toString('base64');

describe('a header', () => {
  it.each<[string, string | undefined, string | undefined]>([
    ['absent', undefined, undefined],
    ['empty', '', undefined],
    ['of another scheme', `Bearer ${encode('a:b')}`, undefined],
    ['without credentials', 'Basic', undefined],
    ['with empty credentials', 'Basic ', undefined],
    ['that is not base64', 'Basic a:b', undefined],
    ['of URL-safe base64', 'Basic -_-_', undefined],
    ['with something after it', `Basic ${encode('a:b')} x`, undefined],
    ['without a colon', `Basic ${encode('ab')}`, undefined],
    ['that is not UTF-8', `Basic ${encode(Uint8Array.of(0x61, 0x3a, 0xff))}`, undefined],
    ['of a login', `Basic ${encode('alice:secret')}`, 'alice|secret'],
    ['in lower case', `basic  ${encode('alice:secret')} `, 'alice|secret'],
    ['with colons in the password', `Basic ${encode('alice:a:b:')}`, 'alice|a:b:'],
    ['without a name', `Basic ${encode(':secret')}`, '|secret'],
    ['without a password', `Basic ${encode('alice:')}`, 'alice|'],
    ['with letters of any script', `Basic ${encode('José:пароль密码')}`, 'José|пароль密码'],
    ['with a byte order mark', `Basic ${encode('\uFEFFa:b')}`, '\uFEFFa|b'],
  ])('%s', (_name, header, login) => {
    const parsed = parseBasic(header);
    expect(parsed && `${parsed.user}|${parsed.password}`).toBe(login);
  });

  it('holds what was put into it', () => {
    const user = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes(':'));
    fc.assert(
      fc.property(user, fc.string({ unit: 'grapheme' }), (name, password) => {
        expect(parseBasic(`Basic ${encode(`${name}:${password}`)}`)).toEqual({
          user: name,
          password,
        });
      }),
    );
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseBasic(text)).toBeUndefined();
      }),
    );
  });
});
