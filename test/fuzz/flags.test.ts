/** Command lines of any words: a command or one line for the user comes of each. */

import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { parseFlags } from '../../src/cli/command-line.ts';
import { ALL_FLAGS } from '../../src/cli/flags.ts';
import { UsageError } from '../../src/cli/command.ts';
import { fuzz, PATIENCE_MS } from './support/fuzz.ts';
import { edited, ODDITIES } from './support/mutate.ts';
import { expectLine } from './support/oracle.ts';

const NAMES = ALL_FLAGS.map(({ name }) => `--${name}`);

const VALUES = [
  '127.0.0.1:0',
  ':10061',
  '[::1]:9',
  '[::1%lo]:9',
  'host:99999',
  '/metrics',
  '/-/healthy',
  '/..',
  'cn-hangzhou',
  'all',
  'true',
  'false',
  'json',
  'debug',
  '0',
  '1',
  '-1',
  '007',
  '1e3',
  '999999999999999999999',
  '',
  '-',
  '--',
  '=',
  'simulate',
  'x'.repeat(5_000),
] as const;

const value = fc.oneof(
  fc.constantFrom(...VALUES),
  fc.constantFrom(...ODDITIES),
  edited(VALUES.filter((text) => text !== '')),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NAMES) },
  {
    weight: 5,
    arbitrary: fc.tuple(fc.constantFrom(...NAMES), value).map((pair) => pair.join('=')),
  },
  { weight: 2, arbitrary: edited(NAMES) },
  { weight: 2, arbitrary: value },
  {
    weight: 1,
    arbitrary: fc.constantFrom('-h', '-hv', '--no-demo', '--demo=', '--__proto__=1', '---', '--='),
  },
);

/** Values that are of the kind of their flag, or nearly so. */
const hinted = fc
  .constantFrom<readonly [string, readonly string[]]>(
    ['web.listen-address', [':0', '[::1]:9', '127.0.0.1:99999', 'host:-1', '[1]:1', 'a b:1']],
    ['web.telemetry-path', ['/metrics', '/-/x', '/', '/a/../b', '/é', '/a b', '//']],
    ['shard.index', ['0', '1', '00', '1.0', '1e3', '-1', '999999999999999999']],
    ['shard.total', ['1', '2', '0', ' 1', '0x1', '1_0']],
    ['log.level', ['debug', 'DEBUG', 'toString', '__proto__']],
    ['output', ['table', 'json', 'constructor']],
    ['region', ['cn-hangzhou', 'all', 'CN', '../x', 'é']],
    ['listen', ['127.0.0.1:0', '0.0.0.0:65536', ':']],
  )
  .chain(([name, values]) =>
    fc.oneof(fc.constantFrom<string>(...values), edited(values)).map((text) => `--${name}=${text}`),
  );

const commandLine = fc
  .tuple(
    fc.constantFrom<readonly string[]>([], ['--demo'], ['--config.file=x'], ['simulate']),
    fc.array(fc.oneof(word, hinted), { maxLength: 4 }),
  )
  .map(([first, rest]) => [...first, ...rest]);

/** The line of the error; undefined for a command line that can be run. */
function refusal(argv: readonly string[]): string | undefined {
  try {
    parseFlags(argv);
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

/** What a wrong command line is told begins with, or names, what is wrong. */
const FORM =
  /^(--[\w.-]+(: expected .+, found .+| is given twice|: ".*" is given twice| is not a flag of simulate| is a flag of simulate only| and --[\w.-]+ exclude each other| is for --[\w.-]+ only)|unknown flag ".*", .+|unexpected argument ".*": .+|one of --config\.file, .+)$/s;

describe('a command line', () => {
  it(
    'of any words is run or refused in one line',
    () => {
      let refused = 0;
      let taken = 0;
      fuzz(commandLine, 35_000, (argv) => {
        const line = refusal(argv);
        if (line === undefined) {
          taken += 1;
          return;
        }
        refused += 1;
        expectLine(line, FORM);
      });
      // Both kinds are common, or the test would test little.
      expect(Math.min(taken, refused)).toBeGreaterThan((taken + refused) / 50);
    },
    PATIENCE_MS,
  );
});
