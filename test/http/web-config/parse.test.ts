/** Which web configurations are good, and what is said of bad ones. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { stringify } from 'yaml';

import { checkWebConfig } from '../../../src/http/web-config/schema.ts';
import { faultsOf } from '../support/web-config.ts';

const HASH = '$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG';
const TLS = 'tls_server_config: {cert_file: a.pem, key_file: a.key';

describe('a good document', () => {
  it.each([
    ['nothing', ''],
    ['comments only', '# nothing here\n'],
    [
      'empty sections',
      'tls_server_config:\nhttp_server_config: {}\nbasic_auth_users:\nrate_limit: {}\n',
    ],
    ['files', `${TLS}}`],
    ['a file and an inline key', 'tls_server_config: {cert_file: a.pem, key: "text"}'],
    ['keys without a value', `${TLS}, cert: , key: null, min_version: }`],
    ['users', `basic_auth_users: {alice: ${HASH}, 42: "$2b$04$${'a'.repeat(53)}", "": ${HASH}}`],
    [
      'headers',
      'http_server_config: {http2: false, headers: {X-Frame-Options: sameorigin, X-Content-Type-Options: ""}}',
    ],
    ['no limit', 'rate_limit: {interval: 0, burst: 0}'],
    ['a limit', 'rate_limit: {interval: 1m30s, burst: 5}'],
    ['allowed names', `${TLS}, client_auth_type: RequireAnyClientCert, client_allowed_sans: [a]}`],
  ])('may hold %s', (_name, text) => {
    expect(faultsOf(text)).toBeUndefined();
  });
});

describe('a bad document', () => {
  it('with a key that is no text is refused before anybody prints the key', () => {
    expect(faultsOf('? {alice: S3CR3T}\n: 1\n')).toEqual([
      'line 1, column 3: expected a plain text as the key, found something else',
    ]);
  });

  it('is told without characters that a terminal obeys', () => {
    const faults = faultsOf(`${TLS}, min_version: "\\x9b31m\\u202e"}`);
    expect(faults).toEqual([
      String.raw`tls_server_config.min_version: expected one of TLS10, TLS11, TLS12, TLS13, found "\u009b31m\u202e"`,
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['[]', ['configuration: expected a mapping, found an empty list']],
    ['text', ['configuration: expected a mapping, found a text']],
    [
      'basic_auth: {}',
      ['basic_auth: expected a known key (did you mean basic_auth_users?), found "basic_auth"'],
    ],
    [
      'tls_server_config: {cert_file: [], key_file: "", min_version: TLS9, max_version: 1.2, client_auth_type: Maybe, prefer_server_cipher_suites: "yes"}',
      [
        'tls_server_config.cert_file: expected a file name, found an empty list',
        'tls_server_config.key_file: expected a file name, found an empty text',
        'tls_server_config.client_auth_type: expected one of NoClientCert, RequestClientCert, RequireAnyClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert, found "Maybe"',
        'tls_server_config.min_version: expected one of TLS10, TLS11, TLS12, TLS13, found "TLS9"',
        'tls_server_config.max_version: expected one of TLS10, TLS11, TLS12, TLS13, found 1.2',
        'tls_server_config.prefer_server_cipher_suites: expected true or false, found "yes"',
      ],
    ],
    [
      `${TLS}, curve_preferences: [X448, CurveP256], cipher_suites: TLS_AES_128_GCM_SHA256}`,
      [
        'tls_server_config.cipher_suites: expected a list, found a text',
        'tls_server_config.curve_preferences[0]: expected one of CurveP256, CurveP384, CurveP521, X25519, found "X448"',
      ],
    ],
    [
      'tls_server_config: {min_version: TLS13}',
      [
        'tls_server_config.cert_file: expected a file name, or cert in its place, found nothing',
        'tls_server_config.key_file: expected a file name, or key in its place, found nothing',
      ],
    ],
    [
      `${TLS}, cert: text, key: text, client_ca: text, client_ca_file: b.pem, client_auth_type: RequestClientCert}`,
      [
        'tls_server_config.cert: expected nothing beside cert_file, found <secret>',
        'tls_server_config.key: expected nothing beside key_file, found <secret>',
        'tls_server_config.client_ca: expected nothing beside client_ca_file, found <secret>',
      ],
    ],
    [
      `${TLS}, client_auth_type: RequireAndVerifyClientCert}`,
      [
        'tls_server_config.client_ca_file: expected a file name, or client_ca in its place: client_auth_type asks to verify, found nothing',
      ],
    ],
    [
      `${TLS}, client_ca_file: ca.pem, client_allowed_sans: []}`,
      [
        'tls_server_config.client_auth_type: expected a type that asks for certificates beside client_ca, found nothing',
        'tls_server_config.client_auth_type: expected RequireAnyClientCert or RequireAndVerifyClientCert beside client_allowed_sans, found nothing',
        'tls_server_config.client_allowed_sans: expected at least one name, found an empty list',
      ],
    ],
    [
      `${TLS}, client_auth_type: VerifyClientCertIfGiven, client_ca_file: ca.pem, client_allowed_sans: [a]}`,
      [
        'tls_server_config.client_auth_type: expected RequireAnyClientCert or RequireAndVerifyClientCert beside client_allowed_sans, found "VerifyClientCertIfGiven"',
      ],
    ],
    [
      `${TLS}, max_version: TLS11}`,
      [
        'tls_server_config.max_version: expected no version older than min_version (TLS12 when absent), found "TLS11"',
      ],
    ],
    [
      'http_server_config: {http2: 2, headers: {Server: x, X-Frame-Options: DENY, X-XSS-Protection: "a\\nb", Content-Security-Policy: []}}',
      [
        'http_server_config.http2: expected true or false, found 2',
        'http_server_config.headers.Content-Security-Policy: expected a header value on one line, found an empty list',
        'http_server_config.headers.X-Frame-Options: expected deny or sameorigin, or nothing, found "DENY"',
        'http_server_config.headers.X-XSS-Protection: expected a header value on one line, found <secret>',
        'http_server_config.headers.Server: expected one of the keys Content-Security-Policy, X-Frame-Options, X-Content-Type-Options, X-XSS-Protection, Strict-Transport-Security, found "Server"',
      ],
    ],
    [
      'basic_auth_users: {alice: hunter2, bob: , carol: 12345, dave: $2y$31$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG}',
      [
        'basic_auth_users.alice: expected a bcrypt hash ($2a$, $2b$ or $2y$) of cost 4 to 16, found <secret>',
        'basic_auth_users.bob: expected a bcrypt hash ($2a$, $2b$ or $2y$) of cost 4 to 16, found nothing',
        'basic_auth_users.carol: expected a bcrypt hash ($2a$, $2b$ or $2y$) of cost 4 to 16, found a number',
        'basic_auth_users.dave: expected a bcrypt hash ($2a$, $2b$ or $2y$) of cost 4 to 16, found <secret>',
      ],
    ],
    [
      'basic_auth_users: [alice]',
      ['basic_auth_users: expected a mapping of user names to bcrypt hashes, found a list'],
    ],
    [
      'rate_limit: {interval: often, burst: -1}',
      [
        'rate_limit.interval: expected a duration such as 1s, found "often"',
        'rate_limit.burst: expected a whole number, found -1',
      ],
    ],
    [
      'rate_limit: {interval: 5, burst: 1}',
      ['rate_limit.interval: expected a duration such as 1s, found 5'],
    ],
    [
      'rate_limit: {interval: 1s}',
      ['rate_limit.burst: expected a whole number of at least 1 beside interval, found nothing'],
    ],
    [
      'rate_limit: {interval: 1s, burst: 0}',
      ['rate_limit.burst: expected a whole number of at least 1 beside interval, found 0'],
    ],
    [
      'a: [1',
      ['line 1, column 4: expected a ] that closes this list, found none: the list is not closed'],
    ],
    [
      'rate_limit: {}\nrate_limit: {}',
      ['line 2, column 1: expected every key once, found a key for the second time'],
    ],
    [
      'basic_auth_users: *nobody',
      ['line 1, column 19: expected a reference to an anchor before it, found none of that name'],
    ],
  ])('%s', (text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  it('never shows a secret', () => {
    const secret = 'S3CR3T-value/$2y$';
    const places = [
      `${TLS}, key: ${secret}, bogus: ${secret}, client_auth_type: [${secret}]}`,
      `tls_server_config: ${secret}`,
      `tls_server_config: {"${secret}": 1}`,
      `basic_auth_users: {alice: "${secret}", "${secret}": bob}`,
      `basic_auth_users: {alice: {"${secret}": "${secret}"}}`,
      `basic_auth_users: ${secret}`,
      `basic_auth_users: {alice: "${secret}`,
      `basic_auth_users:\n  alice: ${secret}\n alice: ${secret}\n`,
      `"${secret}": 1`,
      `*${secret}`,
      `!${secret} x: y`,
      `http_server_config: {headers: {Content-Security-Policy: ["${secret}"]}}`,
      // A stray comma makes a key of the rest of a hash, a lost indentation one of a line of a key.
      'basic_auth_users: {alice: $2b$10$,S3CR3Tabcdefghijklmnopqrstuvwxyz}',
      'tls_server_config: {cert_file: a.pem, key: MC4,S3CR3TCAQAwBQYDK2VwBCIEIA}',
      'S3CR3TCAQAwBQYDK2VwBCIEIA: x',
    ];
    for (const text of places) {
      const faults = faultsOf(text);
      expect(faults).not.toBeUndefined();
      expect(faults?.join('\n')).not.toContain('S3CR3T');
    }
  });

  it('is reported, whatever it holds', () => {
    const expectOutcome = (text: string): void => {
      const { value, faults } = checkWebConfig(text);
      expect((value === undefined) !== (faults === undefined)).toBe(true);
    };
    const keys = ['tls_server_config', 'http_server_config', 'basic_auth_users', 'rate_limit'];
    const document = fc.oneof(
      fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), fc.jsonValue()),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(document, (value) => {
        const text = stringify(value);
        expectOutcome(text);
        for (const line of faultsOf(text) ?? [])
          expect(line).toMatch(/^[^\n]+: expected [^\n]+, found [^\n]+$/);
      }),
    );
    fc.assert(fc.property(fc.string(), expectOutcome));
  });
});
