/** Web configuration files that nobody would write on purpose: settings or a list of faults come of each. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { renderFault } from '../../src/config/error.ts';
import { loadWebConfig } from '../../src/http/web-config/web-config.ts';
import { Authority } from '../http/support/certificates.ts';
import { faultsOf } from '../http/support/web-config.ts';
import { hasOpenssl } from '../support/tools.ts';
import { fuzz, PATIENCE_MS } from './support/fuzz.ts';
import { edited, editedBytes, ODDITIES, recoded } from './support/mutate.ts';
import { CANARY, expectLine, SECRET } from './support/oracle.ts';

const FAULT = /^\S.*: expected .+, found .+$/;

const HASH = `$2b$10$${SECRET.padEnd(53, 'x')}`;
const GUEST = `$2b$10$${'x'.repeat(53)}`;
const KEY = `-----BEGIN PRIVATE KEY-----\n${CANARY}MC4CAQAwBQYDK2VwBCIEIA\n-----END PRIVATE KEY-----\n`;

const FILES = [
  `tls_server_config:
  cert_file: server.pem
  key_file: server.key
  client_ca_file: ca.pem
  client_auth_type: RequireAndVerifyClientCert
  client_allowed_sans: [scraper.example, 10.0.0.1]
  min_version: TLS12
  max_version: TLS13
  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
  curve_preferences: [X25519, CurveP256]
  prefer_server_cipher_suites: true
http_server_config:
  http2: true
  headers:
    Strict-Transport-Security: max-age=31536000
    X-Frame-Options: deny
basic_auth_users:
  alice: ${HASH}
  bob: '${HASH}'
rate_limit: {interval: 1s, burst: 20}
`,
  stringify({ tls_server_config: { cert: KEY, key: KEY }, basic_auth_users: { a: HASH } }),
  `basic_auth_users: {alice: "${HASH}", bob: ${HASH}}\n`,
  'rate_limit: {interval: 0, burst: 0}\nhttp_server_config: {}\n',
];

/** Throws unless every fault is one line that a person may see. */
function expectClear(faults: readonly string[] | undefined): void {
  if (faults?.length === 0) throw new Error('refused without a fault');
  for (const line of faults ?? []) expectLine(line, FAULT);
}

const WORDS = [...new Set(FILES.join('\n').match(/[A-Za-z0-9_-]{3,}(?=:)/g))] as const;
const KEYS = [...WORDS, '__proto__', 'constructor', '', '<<', '\u202e', '\u009b', 'x'.repeat(999)];

const tree = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 'TLS12', 'TLS13', 'deny', '1s', GUEST),
    fc.constantFrom<unknown>(...ODDITIES, 'NoClientCert', 'VerifyClientCertIfGiven', '0x', '1e9s'),
    fc.string({ maxLength: 12 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 6 })
      .map((entries): unknown => Object.fromEntries(entries)),
  ),
})).value;

/** Few lines that grow to very many, or that go very deep. */
const BOMBS: readonly ((size: number) => string)[] = [
  (size) => '['.repeat(size) + ']'.repeat(size),
  (size) => '{a: '.repeat(size) + '}'.repeat(size),
  (size) => '- '.repeat(size),
  (size) => `a: &a x\nb: [${'*a, '.repeat(size)}]\n`,
  (size) =>
    `a0: &a0 [x, x]\n${Array.from({ length: Math.min(60, size) }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]\n`).join('')}`,
  (size) => 'a: &a [*a]\n'.repeat(size),
  (size) => `${'x'.repeat(size)}: 1\n`,
  (size) => Array.from({ length: size }, (_, index) => `k${index}: 1\n`).join(''),
  (size) => `basic_auth_users: {${'x'.repeat(size)}: ${'y'.repeat(size)}}\n`,
  (size) => `rate_limit: {interval: ${'1s'.repeat(size)}, burst: ${'9'.repeat(size)}}\n`,
];

describe('a web configuration', () => {
  it(
    'with a few edits',
    () => {
      const cases = fuzz(edited(FILES), 7_000, (text) => {
        expectClear(faultsOf(text));
      });
      expect(cases).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'of any tree',
    () => {
      const cases = fuzz(tree, 5_000, (document) => {
        expectClear(faultsOf(stringify(document, { aliasDuplicateObjects: false })));
      });
      expect(cases).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'that grows',
    () => {
      const size = fc.constantFrom(1, 10, 99, 101, 300, 2_000);
      const cases = fuzz(fc.tuple(fc.constantFrom(...BOMBS), size), 200, ([bomb, of]) => {
        expectClear(faultsOf(bomb(of)));
      });
      expect(cases).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});

describe('a web configuration in a file', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fuzz-web-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it(
    'of any bytes',
    () => {
      const file = join(folder, 'web.yml');
      const cases = fuzz(fc.oneof(editedBytes(FILES), recoded(FILES)), 1_000, (bytes) => {
        writeFileSync(file, bytes);
        expectClear(loadWebConfig(file).result.faults?.map(renderFault));
      });
      expect(cases).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});

const describeTls = hasOpenssl() ? describe : describe.skip;

describeTls('a certificate and its key', () => {
  it(
    'of any bytes',
    () => {
      const authority = new Authority();
      const { cert, key } = authority.issue('server', { usage: 'serverAuth' });
      const file = join(authority.folder, 'web.yml');
      const pem = fc.oneof(fc.constant(Buffer.from(key)), editedBytes([cert, key]), recoded([key]));
      const cases = fuzz(fc.tuple(pem, pem), 700, ([certificate, privateKey]) => {
        writeFileSync(join(authority.folder, 'x.pem'), certificate);
        writeFileSync(join(authority.folder, 'x.key'), privateKey);
        writeFileSync(file, 'tls_server_config: {cert_file: x.pem, key_file: x.key}\n');
        const faults = loadWebConfig(file).result.faults?.map(renderFault);
        expectClear(faults);
        const body = key.split('\n')[1] ?? '';
        if (faults?.some((line) => line.includes(body)) === true) throw new Error('shows the key');
      });
      expect(cases).toBeGreaterThan(0);
      authority.remove();
    },
    PATIENCE_MS,
  );
});
