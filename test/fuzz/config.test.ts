/** Configuration files that nobody would write on purpose: a configuration or a list of faults comes of each. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { parseYaml } from '../../src/config/document.ts';
import { ConfigError, renderFault } from '../../src/config/error.ts';
import { expandVariables } from '../../src/config/variables.ts';
import { loadConfig } from '../../src/config/load.ts';
import { checkConfig } from '../../src/config/schema.ts';
import { fuzz, fuzzAsync, PATIENCE_MS } from './support/fuzz.ts';
import { edited, editedBytes, ODDITIES, recoded } from './support/mutate.ts';
import { expectLine, SECRET } from './support/oracle.ts';

const FIXTURES = new URL('../fixtures/config/', import.meta.url);
const ENVIRONMENT = { V: SECRET, KEY_ID: SECRET, KEY_SECRET: SECRET, EMPTY: '' };
const FAULT = /^\S.*: expected .+, found .+$/s;

const files = readdirSync(FIXTURES)
  .filter((name) => name.endsWith('.yml'))
  .map((name) => readFileSync(new URL(name, FIXTURES), 'utf8'));

/** Secrets in all the places where they belong, in block and in flow style. */
const WITH_SECRETS = [
  `accounts:
  - name: prod
    regions: [cn-hangzhou]
    credentials:
      type: access_key
      access_key_id: ${SECRET}
      access_key_secret: ${SECRET}
`,
  `accounts:
  - name: prod
    regions: all
    credentials:
      type: ram_role_arn
      role_arn: acs:ram::123456789012:role/vpn-reader
      external_id: "${SECRET}"
      source: {type: sts, access_key_id: '${SECRET}', access_key_secret: '${SECRET}', security_token: ${SECRET}}
`,
  `accounts: [{name: a, regions: [x], credentials: {type: credentials_uri, uri: "http://h/${SECRET}"}}]
poll: {interval: 30s}
`,
  `accounts: [{name: a, regions: [x], credentials: {type: access_key, access_key_id: ${SECRET}, access_key_secret: ${SECRET}}}]
`,
];

/** The faults; none for a good document. Anything but a ConfigError fails the test. */
function faultsOf(parse: () => void): readonly string[] {
  try {
    parse();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    if (error.faults.length === 0) throw new Error('an error without a fault', { cause: error });
    return error.faults.map(renderFault);
  }
}

/** What loadConfig does with a document, without its files of secrets. */
function check(read: unknown): void {
  const { document, hidden, faults } = expandVariables(read, ENVIRONMENT);
  const checked = checkConfig(document, hidden);
  const all = [...faults, ...(checked.faults ?? [])];
  if (all.length > 0) throw new ConfigError(all);
}

function expectClear(text: string): void {
  for (const line of faultsOf(() => {
    check(parseYaml(text));
  })) {
    expectLine(line, FAULT);
  }
}

describe('a configuration in text', () => {
  it(
    'with a few edits',
    () => {
      expect(fuzz(edited(files), 6_000, expectClear)).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'with secrets and a few edits',
    () => {
      expect(fuzz(edited(WITH_SECRETS), 6_000, expectClear)).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});

/** The words of the schema, and what is none of them. */
const KEYS = [
  ...new Set(files.join('\n').match(/[a-z_]{3,}(?=:)/g)),
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toJSON',
  'then',
  '<<',
  '',
  '0',
  '-1',
  'a.b',
  'é',
  '\u202e',
  '\u009b',
  ' ',
  'x'.repeat(5_000),
] as const;

/** Deeper than anybody's stack. */
function nested(): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < 20_000; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

const deep = nested();

const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e308, 'all', '30s', 'cn-hangzhou'),
  fc.constantFrom<unknown>('access_key', 'ram_role_arn', 'acs:ram::1:role/a', 'vco-1', '${V}'),
  fc.constantFrom<unknown>(...ODDITIES, '\ud800', 'y'.repeat(100_000)),
  fc.string({ maxLength: 12 }),
  fc.double(),
);

/** Trees of the schema's keys, deep and wide. */
const tree = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthSize: 'medium' },
    scalar,
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 6 })
      .map((entries): unknown => Object.fromEntries(entries)),
  ),
})).value;

const account = fc
  .array(fc.tuple(fc.constantFrom(...KEYS), tree), { maxLength: 5 })
  .map((entries) => ({ name: 'a', regions: ['x'], ...Object.fromEntries(entries) }));

describe('a tree of values', () => {
  it(
    'as a document',
    () => {
      expect(
        fuzz(
          fc.oneof(
            tree,
            fc.constantFrom<unknown>(deep, { accounts: deep }),
            fc.record({ accounts: fc.array(account, { maxLength: 3 }), poll: tree }),
          ),
          7_000,
          (document) => {
            const faults = faultsOf(() => {
              check(document);
            });
            for (const line of faults) expectLine(line, FAULT);
          },
        ),
      ).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'written as YAML',
    () => {
      expect(
        fuzz(tree, 1_500, (document) => {
          expectClear(stringify(document, { aliasDuplicateObjects: false }));
        }),
      ).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});

/** Few lines that grow to very many, or that go very deep. */
const BOMBS: readonly ((size: number) => string)[] = [
  (size) => `${'['.repeat(size)}${']'.repeat(size)}`,
  (size) => '{a: '.repeat(size) + '}'.repeat(size),
  (size) => '- '.repeat(size),
  (size) => '? '.repeat(size),
  (size) => Array.from({ length: size }, (_, depth) => `${' '.repeat(depth)}a:\n`).join(''),
  (size) =>
    `a0: &a0 [x, x]\n${Array.from({ length: Math.min(size, 60) }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}, *a${index}]\n`).join('')}`,
  (size) => `a: &a ${'x'.repeat(size)}\nb: [${'*a, '.repeat(size)}]\n`,
  (size) => 'a: &a [*a]\n'.repeat(size),
  (size) => `accounts: [${'{name: a, regions: [x]}, '.repeat(size)}]\n`,
  (size) => `accounts: [{name: a, regions: [${'x, '.repeat(size)}]}]\n`,
  (size) => Array.from({ length: size }, (_, index) => `key${index}: 1\n`).join(''),
  (size) => `a: ${'"'.repeat(size)}`,
  (size) => `${'x'.repeat(size)}: 1\n`,
  (size) => '"'.concat('\\'.repeat(size)),
  (size) => '---\n'.repeat(size),
  (size) => `%YAML ${'1'.repeat(size)}\n---\n`,
  (size) => '!a '.repeat(size),
  (size) => '&a '.repeat(size),
  (size) => `accounts: \${${'A'.repeat(size)}}\n`,
];

describe('a configuration that grows', () => {
  it(
    'ends in time and in a few words',
    () => {
      expect(
        fuzz(
          fc.tuple(fc.constantFrom(...BOMBS), fc.constantFrom(1, 10, 99, 101, 300, 2_000)),
          300,
          ([bomb, size]) => {
            expectClear(bomb(size));
          },
        ),
      ).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});

describe('a file', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fuzz-config-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it(
    'of any bytes is loaded or refused',
    async () => {
      const file = join(folder, 'exporter.yml');
      const bytes = fc.oneof(
        editedBytes([...files, ...WITH_SECRETS]),
        recoded([...files, ...WITH_SECRETS]),
        fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array)),
      );
      const cases = await fuzzAsync(bytes, 1_500, async (content) => {
        writeFileSync(file, content);
        const error: unknown = await loadConfig(file, ENVIRONMENT).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        const faults = faultsOf(() => {
          if (error !== undefined) throw error;
        });
        for (const line of faults) expectLine(line.replaceAll(folder, ''), FAULT);
      });
      expect(cases).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
